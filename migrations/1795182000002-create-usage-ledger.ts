import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/** One row a request, in monthly partitions (UTC) that are made when first needed and dropped to forget. */
export class CreateUsageLedger1795182000002 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE usage_records (
        request_id      text NOT NULL,
        started_at      timestamptz NOT NULL,
        node            text NOT NULL,
        key_id          uuid NOT NULL,
        user_id         uuid NOT NULL,
        dialect         text NOT NULL,
        requested_model text NOT NULL,
        provider        text,
        model           text,
        streamed        boolean NOT NULL,
        status          integer NOT NULL,
        error_code      text,
        stop_reason     text,
        input_uncached  integer NOT NULL,
        cache_read      integer NOT NULL,
        cache_write     integer NOT NULL,
        input_audio     integer NOT NULL,
        output          integer NOT NULL,
        reasoning       integer NOT NULL,
        output_audio    integer NOT NULL,
        usage_source    text NOT NULL CHECK (usage_source IN ('provider', 'estimated')),
        latency_ms      double precision NOT NULL,
        overhead_ms     double precision NOT NULL,
        first_token_ms  double precision,
        attempts        integer NOT NULL,
        cost_nanos      bigint,
        PRIMARY KEY (started_at, request_id)
      ) PARTITION BY RANGE (started_at)
    `);
    await queryRunner.query('CREATE INDEX usage_records_user ON usage_records (user_id, started_at)');
    await queryRunner.query('CREATE INDEX usage_records_key ON usage_records (key_id, started_at)');
    // Two nodes meet at the turn of a month: the lock lets the second find the first one's partition.
    await queryRunner.query(`
      CREATE FUNCTION ensure_usage_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        first_day timestamp := date_trunc('month', month::timestamp);
        partition text := 'usage_records_' || to_char(first_day, 'YYYY_MM');
      BEGIN
        IF to_regclass(partition) IS NOT NULL THEN
          RETURN;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtext('ensure_usage_partition'));
        EXECUTE format(
          'CREATE TABLE IF NOT EXISTS %I PARTITION OF usage_records FOR VALUES FROM (%L) TO (%L)',
          partition,
          first_day AT TIME ZONE 'UTC',
          (first_day + interval '1 month') AT TIME ZONE 'UTC'
        );
      END
      $$
    `);
  }
}
