import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/**
 * What one key, user or team used of a budget is asked with the first request of each period, and for all budgets at once
 * where Redis came back empty: a few rows of days each, found without reading everybody's.
 */
export class IndexUsageBySeries1795894522490 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX usage_series_key ON usage_series (key_id)');
    await queryRunner.query('CREATE INDEX usage_series_team ON usage_series (team_id) WHERE team_id IS NOT NULL');
    await queryRunner.query('CREATE INDEX usage_daily_series ON usage_daily (series, starts_at)');
  }
}
