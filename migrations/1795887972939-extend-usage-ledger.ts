import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

const COUNTS = [
  'input_uncached',
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'input_audio',
  'input_image',
  'output',
  'reasoning',
  'output_audio',
  'output_image',
  'searches',
  'audio_ms',
];

/**
 * What rows were rated by, whose they are beside their key's, and what was billed beside the answer: `cost_nanos` of a row is
 * all that its request cost, its tokens are the answer's.
 */
export class ExtendUsageLedger1795887972939 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE usage_records
        ADD COLUMN IF NOT EXISTS team_id         uuid,
        ADD COLUMN IF NOT EXISTS tags            text[],
        ADD COLUMN IF NOT EXISTS cache_write_1h  integer NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS input_image     integer NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS output_image    integer NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS searches        integer NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS audio_ms        integer NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS price_id        text,
        ADD COLUMN IF NOT EXISTS billed_attempts jsonb
    `);
    await queryRunner.query(`
      CREATE TABLE usage_prices (
        id            text PRIMARY KEY,
        terms         jsonb NOT NULL,
        first_used_at timestamptz NOT NULL DEFAULT now()
      )
    `);
    await queryRunner.query(`
      CREATE VIEW usage_entries AS
      SELECT request_id, started_at, key_id, user_id, team_id, tags, provider, model, true AS is_answer,
             ${COUNTS.join(', ')}, usage_source,
             CASE WHEN billed_attempts IS NULL THEN cost_nanos ELSE cost_nanos - (
               SELECT sum((attempt->>'cost_nanos')::bigint)::bigint FROM jsonb_array_elements(billed_attempts) AS attempt
             ) END AS cost_nanos,
             price_id
        FROM usage_records
       UNION ALL
      SELECT record.request_id, record.started_at, record.key_id, record.user_id, record.team_id, record.tags,
             attempt.provider, attempt.model, false,
             ${COUNTS.map((name) => `coalesce(attempt.${name}, 0)`).join(', ')},
             attempt.usage_source, attempt.cost_nanos, attempt.price_id
        FROM usage_records record,
             jsonb_to_recordset(record.billed_attempts) AS attempt(
               provider text, model text, ${COUNTS.map((name) => `${name} integer`).join(', ')},
               usage_source text, cost_nanos bigint, price_id text
             )
       WHERE record.billed_attempts IS NOT NULL
    `);
    await queryRunner.query(
      `COMMENT ON VIEW usage_entries IS 'All that vendors bill: answers, and attempts billed beside them.'`,
    );
  }
}
