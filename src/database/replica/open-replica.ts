import pg from 'pg';
import type { Secret } from '../../kernel/secret.js';
import { READING_SETTINGS } from './reading-settings.js';
import { parsePosition } from './replication-lag.js';

const CONNECT_TIMEOUT_MS = 3000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Longer than the server's own limit: it speaks only when the server no longer does. */
const SILENT_SERVER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5000;

export interface ReplicaConnection {
  query<Row>(sql: string, parameters: unknown[]): Promise<Row[]>;
  /** How far it has replayed the primary's log. Throws for a server that replays none. */
  replayed(): Promise<bigint>;
  close(): Promise<void>;
}

/** Connects when first asked. */
export function openReplica(url: Secret, poolSize: number): ReplicaConnection {
  const readers = openPool(url, poolSize, SILENT_SERVER_TIMEOUT_MS);
  // Apart, so that it neither waits for slow reads nor waits long for a server that is silent.
  const checker = openPool(url, 1, CONNECT_TIMEOUT_MS);
  return {
    query: async <Row>(sql: string, parameters: unknown[]) => (await readers.query(sql, parameters)).rows as Row[],
    replayed: async () => {
      const { rows } = await checker.query<{ position: string | null }>(
        'SELECT pg_last_wal_replay_lsn()::text AS position WHERE pg_is_in_recovery()',
      );
      const position = rows[0]?.position ?? null;
      if (position === null) throw new Error('it is not a streaming replica');
      return parsePosition(position);
    },
    close: async () => void (await Promise.all([readers.end(), checker.end()])),
  };
}

function openPool(url: Secret, max: number, queryTimeoutMs: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url.reveal(),
    max,
    application_name: 'ai-gateway replica',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    options: Object.entries(READING_SETTINGS)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  // The pool has dropped the connection already; the next check tells whether the server is gone.
  pool.on('error', () => undefined);
  return pool;
}
