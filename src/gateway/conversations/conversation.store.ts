import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { ADVISORY_LOCKS } from '../../database/advisory-locks.js';
import { Database } from '../../database/database.js';
import { rows } from '../../database/rows.js';
import type { Turn } from './turn.js';

interface Row {
  id: string;
  conversation_id: string;
  user_id: string;
  previous_id: string | null;
  depth: number;
  total_bytes: string;
  input: string;
  response: string;
}

const COLUMNS =
  'turn.id, turn.conversation_id, turn.previous_id, turn.depth, turn.total_bytes, turn.input, turn.response';

/** Both tables in one statement: each turn prolongs its conversation. */
const INSERT = `
  WITH given AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::integer[], $6::bigint[], $7::text[], $8::text[])
      AS turn (id, conversation_id, user_id, previous_id, depth, total_bytes, input, response)
  ), prolonged AS (
    INSERT INTO conversations (id, user_id, expires_at)
    SELECT DISTINCT conversation_id, user_id, now() + $9 * interval '1 millisecond' FROM given
    ON CONFLICT (id) DO UPDATE SET expires_at = greatest(conversations.expires_at, excluded.expires_at)
  )
  INSERT INTO conversation_turns (id, conversation_id, previous_id, depth, total_bytes, input, response)
  SELECT id, conversation_id, previous_id, depth, total_bytes, input, response FROM given
  ON CONFLICT (id) DO NOTHING`;

/** Turns of one conversation belong to one user, so that only the last one needs to be checked. */
const CHAIN = `
  WITH RECURSIVE chain AS (
    SELECT ${COLUMNS}, conversation.user_id
      FROM conversation_turns turn JOIN conversations conversation ON conversation.id = turn.conversation_id
     WHERE turn.id = $1 AND conversation.user_id = $2 AND conversation.expires_at > now()
    UNION ALL
    SELECT ${COLUMNS}, chain.user_id
      FROM conversation_turns turn JOIN chain
        ON turn.id = chain.previous_id AND turn.conversation_id = chain.conversation_id
     WHERE chain.depth < $3::bigint AND chain.total_bytes <= $4::bigint
  )
  SELECT * FROM chain ORDER BY depth`;

const FIND = `
  SELECT ${COLUMNS}, conversation.user_id
    FROM conversation_turns turn JOIN conversations conversation ON conversation.id = turn.conversation_id
   WHERE turn.id = ANY ($1::text[]) AND conversation.user_id = $2 AND conversation.expires_at > now()`;

const DELETE = `
  DELETE FROM conversation_turns turn USING conversations conversation
   WHERE turn.id = $1 AND conversation.id = turn.conversation_id AND conversation.user_id = $2
  RETURNING turn.id`;

/** A turn that was asked for just before the end may be written just after it: one hour lies between end and deletion. */
const DELETE_EXPIRED = `
  DELETE FROM conversations
   WHERE id IN (SELECT id FROM conversations WHERE expires_at < now() - interval '1 hour' ORDER BY expires_at LIMIT $1)
  RETURNING id`;

/** What may be read back at once. */
export interface ChainLimits {
  readonly turns: number;
  readonly bytes: number;
}

/** The tables of conversations. Every look-up names the user and finds nothing that has expired. */
@Injectable()
export class ConversationStore {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Idempotent: turns that are there already are left as they are. */
  async insert(turns: readonly Turn[]): Promise<void> {
    const column = <Key extends keyof Turn>(key: Key) => turns.map((turn) => turn[key]);
    await this.database.query(INSERT, [
      column('id'),
      column('conversationId'),
      column('userId'),
      column('previousId'),
      column('depth'),
      column('totalBytes'),
      column('input'),
      column('response'),
      this.config.conversations.retentionMs,
    ]);
  }

  /**
   * The turn and those before it, the oldest first; empty where there is no such turn. Of a chain beyond the limits only
   * the end is read, and one with a missing link begins after it.
   */
  async chain(id: string, userId: string, { turns, bytes }: ChainLimits): Promise<Turn[]> {
    const found = await this.database.query<Row>(CHAIN, [id, userId, turns, bytes]);
    return found.map(turnOf);
  }

  /** In no certain order. */
  async find(ids: readonly string[], userId: string): Promise<Turn[]> {
    const found = await this.database.query<Row>(FIND, [ids, userId]);
    return found.map(turnOf);
  }

  /** Whether there was such a turn. */
  async delete(id: string, userId: string): Promise<boolean> {
    return (await this.database.query(DELETE, [id, userId])).length > 0;
  }

  /** Deletes conversations that have expired, at most so many; how many. 0 while another node is at it. */
  deleteExpired(limit: number): Promise<number> {
    return this.database.transaction(async (manager) => {
      const [lock] = await rows<{ taken: boolean }>(manager, 'SELECT pg_try_advisory_xact_lock($1) AS taken', [
        ADVISORY_LOCKS.expiredConversations,
      ]);
      return lock?.taken ? (await rows(manager, DELETE_EXPIRED, [limit])).length : 0;
    });
  }
}

function turnOf(row: Row): Turn {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    userId: row.user_id,
    previousId: row.previous_id,
    depth: row.depth,
    totalBytes: Number(row.total_bytes),
    input: row.input,
    response: row.response,
  };
}
