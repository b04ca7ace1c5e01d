import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/** What rows cost before they were rated again. */
export class RecordReRates1795889676540 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE usage_rerates (
        run_id         uuid NOT NULL,
        started_at     timestamptz NOT NULL,
        request_id     text NOT NULL,
        old_cost_nanos bigint,
        old_price_id   text,
        cost_nanos     bigint,
        price_id       text,
        rerated_at     timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_id, started_at, request_id)
      )
    `);
    await queryRunner.query('CREATE INDEX usage_rerates_row ON usage_rerates (started_at, request_id)');
  }
}
