import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/**
 * Answers that the gateway keeps for vendors which do not. A turn holds what it added alone; earlier ones are reached by
 * `previous_id`. All turns of a conversation expire together, a while after its last one.
 */
export class CreateConversations1795194000000 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    // No reference to users: a rebuild empties the projections, and no conversation should be lost by it.
    await queryRunner.query(`
      CREATE TABLE conversations (
        id         text PRIMARY KEY,
        user_id    uuid NOT NULL,
        expires_at timestamptz NOT NULL
      )
    `);
    await queryRunner.query('CREATE INDEX conversations_expiry ON conversations (expires_at)');
    // JSON as text: it must come back as it was, and jsonb refuses \u0000, which models do write.
    // No reference to the previous turn: it may be deleted by its owner, or lost with the node that should have written it.
    await queryRunner.query(`
      CREATE TABLE conversation_turns (
        id              text PRIMARY KEY,
        conversation_id text NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        previous_id     text,
        depth           integer NOT NULL CHECK (depth > 0),
        total_bytes     bigint NOT NULL CHECK (total_bytes > 0),
        input           text NOT NULL,
        response        text NOT NULL
      )
    `);
    await queryRunner.query('CREATE INDEX conversation_turns_conversation ON conversation_turns (conversation_id)');
  }
}
