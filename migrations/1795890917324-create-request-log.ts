import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/** Prompts and answers, where the operator has them kept. */
export class CreateRequestLog1795890917324 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE request_log (
        request_id      text NOT NULL,
        started_at      timestamptz NOT NULL,
        key_id          uuid NOT NULL,
        user_id         uuid NOT NULL,
        team_id         uuid,
        dialect         text NOT NULL,
        requested_model text NOT NULL,
        status          integer NOT NULL,
        prompt          text NOT NULL,
        answer          text NOT NULL,
        prompt_bytes    integer NOT NULL,
        answer_bytes    integer NOT NULL,
        redactions      integer NOT NULL,
        PRIMARY KEY (started_at, request_id)
      )
    `);
    await queryRunner.query('CREATE INDEX request_log_request ON request_log (request_id)');
    await queryRunner.query('CREATE INDEX request_log_key ON request_log (key_id, started_at)');
  }
}
