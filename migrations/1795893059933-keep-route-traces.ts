import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/** Why requests went where they went, for those whose first target was not all there is to say. */
export class KeepRouteTraces1795893059933 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE usage_records ADD COLUMN route_trace jsonb');
  }
}
