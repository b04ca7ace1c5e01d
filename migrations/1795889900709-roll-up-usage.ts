import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/** What tells one series of roll-ups from another. */
const DIMENSIONS = {
  key_id: 'uuid NOT NULL',
  user_id: 'uuid NOT NULL',
  team_id: 'uuid',
  requested_model: 'text NOT NULL',
  model: 'text',
  provider: 'text',
  status: 'integer NOT NULL',
  tags: 'text[] NOT NULL',
};

/** Disjoint: their sum is the total. */
const TOKENS = ['input_uncached', 'cache_read', 'cache_write', 'input_audio', 'output', 'reasoning', 'output_audio'];
/** Parts of those that vendors price apart, and what they bill beside tokens. */
const COUNTS = [...TOKENS, 'cache_write_1h', 'input_image', 'output_image', 'searches', 'audio_ms'];

/** Column of a roll-up -> its part of one change, which `sign` adds or takes away. */
const SUMS: Readonly<Record<string, string>> = {
  requests: 'CASE WHEN is_answer THEN sign ELSE 0 END',
  unpriced: `CASE WHEN cost_nanos IS NULL AND ${TOKENS.join(' + ')} > 0 THEN sign ELSE 0 END`,
  estimated: 'CASE WHEN estimated THEN sign ELSE 0 END',
  cache_hits: 'CASE WHEN cache_hit THEN sign ELSE 0 END',
  ...Object.fromEntries(COUNTS.map((name) => [name, `sign * ${name}`])),
  cost_nanos: 'sign * coalesce(cost_nanos, 0)',
  latency_us: 'sign * coalesce(latency_us, 0)',
  first_tokens: 'CASE WHEN first_token_us IS NULL THEN 0 ELSE sign END',
  first_token_us: 'sign * coalesce(first_token_us, 0)',
};

/** Upper bounds of the latency bins but the last, milliseconds: each a fifth above the one before, up to 14 minutes. */
const BOUNDS = Array.from({ length: 76 }, (_, step) => Math.round(1.2 ** step * 1000) / 1000);
const BINS = Array.from({ length: BOUNDS.length + 1 }, (_, bin) => String(bin).padStart(2, '0'));
const HISTOGRAMS = { latency: 'latency_bin', first_token: 'first_token_bin' };
const BIN_COLUMNS = Object.entries(HISTOGRAMS).flatMap(([histogram, bin]) =>
  BINS.map((number) => ({ name: `${histogram}_${number}`, bin, number: Number(number) })),
);

const names = Object.keys(DIMENSIONS).join(', ');
const sums = Object.keys(SUMS);
const measures = [...sums, ...BIN_COLUMNS.map(({ name }) => name)];

/** What a row of the ledger says of its answer, and of attempts that were billed beside it: a change of the sums each. */
const changesOf = (sign: string, rows: string) => `
  SELECT ${sign}::smallint AS sign, date_trunc('hour', started_at, 'UTC') AS starts_at, key_id, user_id, team_id,
    requested_model, model, provider, status, coalesce(tags, '{}') AS tags, true AS is_answer, ${COUNTS.join(', ')},
    CASE WHEN billed_attempts IS NULL THEN cost_nanos ELSE cost_nanos - (
      SELECT coalesce(sum((attempt->>'cost_nanos')::bigint), 0)::bigint FROM jsonb_array_elements(billed_attempts) AS attempt
    ) END AS cost_nanos,
    cache_hit, usage_source = 'estimated' AS estimated,
    round(latency_ms * 1000)::bigint AS latency_us, round(first_token_ms * 1000)::bigint AS first_token_us,
    usage_latency_bin(latency_ms) AS latency_bin, usage_latency_bin(first_token_ms) AS first_token_bin
  FROM ${rows} AS record
  UNION ALL
  SELECT ${sign}::smallint, date_trunc('hour', started_at, 'UTC'), key_id, user_id, team_id,
    requested_model, attempt.model, attempt.provider, status, coalesce(tags, '{}'), false,
    ${COUNTS.map((name) => `coalesce(attempt.${name}, 0)`).join(', ')}, attempt.cost_nanos,
    false, attempt.usage_source = 'estimated', NULL, NULL, NULL, NULL
  FROM ${rows} AS record, jsonb_to_recordset(record.billed_attempts) AS attempt (
    provider text, model text, ${COUNTS.map((name) => `${name} integer`).join(', ')}, usage_source text, cost_nanos bigint
  ) WHERE record.billed_attempts IS NOT NULL`;

const CHANGE_COLUMNS = `sign, starts_at, ${names}, is_answer, ${COUNTS.join(', ')}, cost_nanos, cache_hit, estimated, latency_us,
  first_token_us, latency_bin, first_token_bin`;

const grouped = (source: string) => `
  SELECT starts_at, series, ${sums.map((name) => `sum(${SUMS[name]}) AS ${name}`).join(', ')},
    ${BIN_COLUMNS.map(({ name, bin, number }) => `nullif(sum(sign) FILTER (WHERE ${bin} = ${number}), 0) AS ${name}`).join(', ')}
  FROM ${source} GROUP BY starts_at, series`;

const upsert = (table: string, source: string) => `
  INSERT INTO ${table} AS kept (starts_at, series, ${measures.join(', ')}) ${source}
  ON CONFLICT (starts_at, series) DO UPDATE SET
    ${sums.map((name) => `${name} = kept.${name} + excluded.${name}`).join(', ')},
    ${BIN_COLUMNS.map(({ name }) => `${name} = nullif(coalesce(kept.${name}, 0) + coalesce(excluded.${name}, 0), 0)`).join(', ')}`;

/** Adds the changes of `source`, a relation with the columns of `usage_changes`, to every roll-up. */
const foldOf = (source: string) => `
  named AS (SELECT usage_series_id(${names}) AS series, * FROM ${source}),
  series AS (
    INSERT INTO usage_series (id, ${names})
    SELECT DISTINCT ON (series) series, ${names} FROM named ORDER BY series ON CONFLICT (id) DO NOTHING
  ),
  hours AS (${grouped('named')}),
  hourly AS (${upsert('usage_hourly', `SELECT starts_at, series, ${measures.join(', ')} FROM hours`)}),
  daily AS (${upsert(
    'usage_daily',
    `SELECT date_trunc('day', starts_at, 'UTC'), series, ${measures.map((name) => `sum(${name})`).join(', ')}
     FROM hours GROUP BY 1, 2`,
  )})`;

/**
 * Sums of the ledger per hour and per day (UTC). A trigger writes every change of the ledger down as a change of the sums,
 * in the statement that makes it and whoever makes it; `fold_usage_changes` adds those up. Who reads takes both, so sums
 * are exact at any moment, and writers of the ledger never wait for each other. Dropping a partition changes no sum.
 */
export class RollUpUsage1795889900709 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Answers from the response cache cost nothing: they are told apart from what vendors were asked.
    await queryRunner.query('ALTER TABLE usage_records ADD COLUMN cache_hit boolean NOT NULL DEFAULT false');
    await this.createTables(queryRunner);
    await this.createFunctions(queryRunner);
    await this.createTriggers(queryRunner);
    // The triggers hold the ledger's writers off until this is done: no row is counted twice or never.
    await queryRunner.query(`SELECT rebuild_usage_roll_ups('-infinity', 'infinity')`);
  }

  private async createTables(queryRunner: QueryRunner): Promise<void> {
    const dimensions = Object.entries(DIMENSIONS).map(([name, type]) => `${name} ${type}`);
    await queryRunner.query(`CREATE TABLE usage_series (id uuid PRIMARY KEY, ${dimensions.join(', ')})`);
    await queryRunner.query('CREATE INDEX usage_series_user ON usage_series (user_id)');
    await queryRunner.query(`
      CREATE TABLE usage_changes (
        sign            smallint NOT NULL,
        starts_at       timestamptz NOT NULL,
        ${dimensions.join(', ')},
        is_answer       boolean NOT NULL,
        ${COUNTS.map((name) => `${name} integer NOT NULL`).join(', ')},
        cost_nanos      bigint,
        cache_hit       boolean NOT NULL,
        estimated       boolean NOT NULL,
        latency_us      bigint,
        first_token_us  bigint,
        latency_bin     smallint,
        first_token_bin smallint
      )
    `);
    // A bin nobody was in is NULL: it takes a bit, not four bytes, and sum() passes it over.
    for (const table of ['usage_hourly', 'usage_daily']) {
      await queryRunner.query(`
        CREATE TABLE ${table} (
          starts_at timestamptz NOT NULL,
          series    uuid NOT NULL,
          ${sums.map((name) => `${name} bigint NOT NULL`).join(', ')},
          ${BIN_COLUMNS.map(({ name }) => `${name} integer`).join(', ')},
          PRIMARY KEY (starts_at, series)
        ) WITH (fillfactor = 80)
      `);
    }
  }

  private async createFunctions(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION usage_latency_bin(milliseconds double precision) RETURNS smallint
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT width_bucket(milliseconds, '{${BOUNDS.join(',')}}'::double precision[])::smallint
      $$
    `);
    // Made from what it stands for, so that nothing has to be looked up. JSON keeps apart what a separator would join.
    const parameters = Object.entries(DIMENSIONS).map(([name, type]) => `${name} ${type.replace(' NOT NULL', '')}`);
    await queryRunner.query(`
      CREATE FUNCTION usage_series_id(${parameters.join(', ')}) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT encode(substr(sha256(convert_to(jsonb_build_array(${names})::text, 'UTF8')), 1, 16), 'hex')::uuid
      $$
    `);
    await queryRunner.query(`
      CREATE FUNCTION fold_usage_changes(most integer) RETURNS integer LANGUAGE plpgsql AS $$
      DECLARE
        folded integer;
      BEGIN
        IF NOT EXISTS (SELECT FROM usage_changes) THEN
          RETURN 0;
        END IF;
        WITH taken AS (
          DELETE FROM usage_changes WHERE ctid = ANY (ARRAY(SELECT ctid FROM usage_changes LIMIT most)) RETURNING *
        ), ${foldOf('taken')}
        SELECT count(*) INTO folded FROM taken;
        RETURN folded;
      END
      $$
    `);
    const period = '(SELECT * FROM usage_records WHERE started_at >= since AND started_at < until)';
    await queryRunner.query(`
      CREATE FUNCTION usage_changes_between(since timestamptz, until timestamptz) RETURNS SETOF usage_changes
      LANGUAGE sql STABLE AS $$ ${changesOf('1', period)} $$
    `);
    // What is deleted and what is counted is seen at one moment: a row that comes meanwhile stays a change. Days whose
    // rows retention has dropped are left as they are.
    await queryRunner.query(`
      CREATE FUNCTION rebuild_usage_roll_ups(since timestamptz, until timestamptz) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        first_day timestamptz := greatest(since, (SELECT date_trunc('day', min(started_at), 'UTC') FROM usage_records));
      BEGIN
        DELETE FROM usage_hourly WHERE starts_at >= first_day AND starts_at < until;
        DELETE FROM usage_daily WHERE starts_at >= first_day AND starts_at < until;
        WITH gone AS (
          DELETE FROM usage_changes WHERE starts_at >= first_day AND starts_at < until
        ), found AS (
          SELECT * FROM usage_changes_between(first_day, until)
        ), ${foldOf('found')}
        INSERT INTO usage_series (id) SELECT NULL::uuid WHERE false;
      END
      $$
    `);
    for (const [operation, source] of Object.entries({
      added: changesOf('1', 'added'),
      changed: `${changesOf('-1', 'removed')} UNION ALL ${changesOf('1', 'added')}`,
      removed: changesOf('-1', 'removed'),
    })) {
      await queryRunner.query(`
        CREATE FUNCTION note_usage_${operation}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO usage_changes (${CHANGE_COLUMNS}) ${source};
          RETURN NULL;
        END
        $$
      `);
    }
  }

  private async createTriggers(queryRunner: QueryRunner): Promise<void> {
    for (const [operation, event, referencing] of [
      ['added', 'INSERT', 'NEW TABLE AS added'],
      ['changed', 'UPDATE', 'OLD TABLE AS removed NEW TABLE AS added'],
      ['removed', 'DELETE', 'OLD TABLE AS removed'],
    ]) {
      await queryRunner.query(`
        CREATE TRIGGER usage_${operation} AFTER ${event} ON usage_records REFERENCING ${referencing}
        FOR EACH STATEMENT EXECUTE FUNCTION note_usage_${operation}()
      `);
    }
  }
}
