import { Injectable } from '@nestjs/common';
import { ADVISORY_LOCKS } from '../../../database/advisory-locks.js';
import { Database } from '../../../database/database.js';
import { rows } from '../../../database/rows.js';

/** Times are wall clock, milliseconds since the epoch. */
export interface StoredBinding {
  readonly key: string;
  /** `provider/model`. */
  readonly target: string;
  readonly updatedAt: number;
  readonly expiresAt: number;
}

/** Where a page ended. */
export type BindingCursor = Pick<StoredBinding, 'key' | 'updatedAt'>;

interface Row {
  key: string;
  target: string;
  updated_at: string;
  expires_at: string;
}

const TIME = (parameter: string) => `timestamptz 'epoch' + ${parameter} * interval '1 millisecond'`;
const MILLISECONDS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint AS ${column}`;

/** The later word counts, whichever node's batch comes last. In one order, or two nodes' batches would wait for each other. */
const UPSERT = `
  INSERT INTO session_bindings AS known (key, target, updated_at, expires_at)
  SELECT key, target, ${TIME('updated')}, ${TIME('expires')}
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS given (key, target, updated, expires)
   ORDER BY key
  ON CONFLICT (key) DO UPDATE
     SET target = excluded.target, updated_at = excluded.updated_at, expires_at = excluded.expires_at
   WHERE known.updated_at <= excluded.updated_at`;

const PAGE = `
  SELECT key, target, ${MILLISECONDS('updated_at')}, ${MILLISECONDS('expires_at')}
    FROM session_bindings
   WHERE expires_at > now() AND (session_bindings.updated_at, key) < (${TIME('$1::bigint')}, $2::text)
   ORDER BY session_bindings.updated_at DESC, key DESC
   LIMIT $3`;

const SINCE = `
  SELECT key, target, ${MILLISECONDS('updated_at')}, ${MILLISECONDS('expires_at')}
    FROM session_bindings
   WHERE expires_at > now() AND (session_bindings.updated_at, key) > (${TIME('$1::bigint')}, $2::text)
   ORDER BY session_bindings.updated_at, key
   LIMIT $3`;

const DELETE_EXPIRED = `
  DELETE FROM session_bindings
   WHERE key IN (SELECT key FROM session_bindings WHERE expires_at < now() ORDER BY expires_at LIMIT $1
                  FOR UPDATE SKIP LOCKED)
  RETURNING key`;

/** The table of session bindings. */
@Injectable()
export class BindingsStore {
  constructor(private readonly database: Database) {}

  /** One binding a key. Idempotent. */
  async upsert(bindings: readonly StoredBinding[]): Promise<void> {
    const column = <Key extends keyof StoredBinding>(key: Key) => bindings.map((binding) => binding[key]);
    await this.database.query(UPSERT, [column('key'), column('target'), column('updatedAt'), column('expiresAt')]);
  }

  /** Live bindings, the newest first: those after the cursor. */
  page(after: BindingCursor, limit: number): Promise<StoredBinding[]> {
    return this.#read(PAGE, after, limit);
  }

  /** Live bindings, the oldest first: those written after the cursor. */
  since(after: BindingCursor, limit: number): Promise<StoredBinding[]> {
    return this.#read(SINCE, after, limit);
  }

  async #read(query: string, { updatedAt, key }: BindingCursor, limit: number): Promise<StoredBinding[]> {
    const found = await this.database.query<Row>(query, [updatedAt, key, limit]);
    return found.map((row) => ({
      key: row.key,
      target: row.target,
      updatedAt: Number(row.updated_at),
      expiresAt: Number(row.expires_at),
    }));
  }

  /** Deletes bindings that have expired, at most so many; how many. 0 while another node is at it. */
  deleteExpired(limit: number): Promise<number> {
    return this.database.transaction(async (manager) => {
      const [lock] = await rows<{ taken: boolean }>(manager, 'SELECT pg_try_advisory_xact_lock($1) AS taken', [
        ADVISORY_LOCKS.expiredBindings,
      ]);
      return lock?.taken ? (await rows(manager, DELETE_EXPIRED, [limit])).length : 0;
    });
  }
}
