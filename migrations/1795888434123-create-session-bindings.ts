import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/** Which target each session is with, so that it finds its way back after a restart. Losing all of it costs cache hits only. */
export class CreateSessionBindings1795888434123 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    // The key is a hash of user, route and session; nothing can be read out of it.
    await queryRunner.query(`
      CREATE TABLE session_bindings (
        key        text PRIMARY KEY,
        target     text NOT NULL,
        updated_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )
    `);
    await queryRunner.query('CREATE INDEX session_bindings_updates ON session_bindings (updated_at, key)');
    await queryRunner.query('CREATE INDEX session_bindings_expiry ON session_bindings (expires_at)');
  }
}
