import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { USAGE_COLUMN_NAMES } from './usage-columns.js';

/** The ledger's columns as `encodeUsageRecord` spells them; token counts that are left out are 0. */
const COLUMNS = {
  request_id: 'text',
  started_at: 'timestamptz',
  node: 'text',
  key_id: 'uuid',
  user_id: 'uuid',
  team_id: 'uuid',
  tags: 'text[]',
  dialect: 'text',
  requested_model: 'text',
  provider: 'text',
  model: 'text',
  streamed: 'boolean',
  status: 'integer',
  error_code: 'text',
  stop_reason: 'text',
  ...Object.fromEntries(USAGE_COLUMN_NAMES.map((name) => [name, 'integer'])),
  usage_source: 'text',
  latency_ms: 'double precision',
  overhead_ms: 'double precision',
  first_token_ms: 'double precision',
  attempts: 'integer',
  cost_nanos: 'bigint',
  cache_hit: 'boolean',
  price_id: 'text',
  billed_attempts: 'jsonb',
  route_trace: 'jsonb',
};
/** PostgreSQL's check_violation: the table itself has no other check that a row of ours can break. */
const NO_PARTITION = '23514';
const NAMES = Object.keys(COLUMNS);
/** What a column that is left out means, where it is never null. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(USAGE_COLUMN_NAMES.map((name) => [name, '0'])),
  cache_hit: 'false',
};

/** Two nodes that meet a new price at once wait for each other in the same order. */
const INSERT = `
  WITH given AS (
    SELECT *
      FROM json_to_recordset($1::json) AS row(${Object.entries({ ...COLUMNS, prices: 'json' })
        .map(([name, type]) => `${name} ${type}`)
        .join(', ')})
  ), prices AS (
    INSERT INTO usage_prices (id, terms)
    SELECT DISTINCT ON (price.id) price.id, price.terms
      FROM given, json_to_recordset(given.prices) AS price(id text, terms jsonb)
     ORDER BY price.id
    ON CONFLICT (id) DO NOTHING
  )
  INSERT INTO usage_records (${NAMES.join(', ')})
  SELECT ${NAMES.map((name) => (LEFT_OUT[name] === undefined ? name : `coalesce(${name}, ${LEFT_OUT[name]})`)).join(', ')}
    FROM given
  ON CONFLICT (request_id, started_at) DO NOTHING`;

/** The ledger's table. */
@Injectable()
export class UsageStore {
  readonly #knownMonths = new Set<string>();

  constructor(private readonly database: Database) {}

  /** Idempotent: rows that are there already are left as they are. Rows are `encodeUsageRecord` lines. */
  async insert(rows: readonly string[]): Promise<void> {
    try {
      await this.#insert(rows);
    } catch (error) {
      if ((error as { code?: unknown }).code !== NO_PARTITION) throw error;
      // The retention has dropped the month that these late rows belong to.
      this.#knownMonths.clear();
      await this.#insert(rows);
    }
  }

  async #insert(rows: readonly string[]): Promise<void> {
    const { dataSource } = this.database;
    for (const month of new Set(rows.map(monthOf))) {
      if (this.#knownMonths.has(month)) continue;
      await dataSource.query('SELECT ensure_usage_partition($1::date)', [month]);
      this.#knownMonths.add(month);
    }
    await dataSource.query(INSERT, [`[${rows.join(',')}]`]);
  }
}

/** First day of the row's month. The spelling of `started_at` is ours: ISO 8601 in UTC. */
function monthOf(row: string): string {
  const startedAt = /"started_at":"(\d{4}-\d{2})/.exec(row)?.[1];
  return startedAt === undefined ? '' : `${startedAt}-01`;
}
