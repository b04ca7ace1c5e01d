import type { Database } from '../../../database/database.js';
import { ADVISORY_LOCKS } from '../../../database/advisory-locks.js';
import type { Price } from '../../../pricing/price.js';
import { USAGE_COLUMN_NAMES, type UsageCounts } from '../usage-columns.js';

/** What is re-rated: rows that began in the period, its end excluded. A star at the end of a model stands for any ending. */
export interface RerateScope {
  readonly from: Date;
  readonly to: Date;
  readonly provider: string | null;
  readonly model: string | null;
}

/** 64-bit integers come as text; of the time every microsecond counts. */
export interface RatedRow extends UsageCounts {
  readonly request_id: string;
  readonly started_at: string;
  readonly provider: string;
  readonly model: string;
  readonly status: number;
  readonly cost_nanos: string | null;
  readonly price_id: string | null;
  readonly billed_attempts: readonly RatedAttempt[] | null;
}

export interface RatedAttempt extends UsageCounts {
  readonly provider: string;
  readonly model: string;
  readonly cost_nanos?: number | null;
  readonly price_id?: string | null;
}

/** A row with what it costs now. */
export interface RerateChange {
  readonly request_id: string;
  readonly started_at: string;
  readonly old_cost_nanos: string | null;
  readonly old_price_id: string | null;
  readonly cost_nanos: string | null;
  readonly price_id: string | null;
  readonly billed_attempts: readonly RatedAttempt[] | null;
}

const CHANGE = `(request_id text, started_at timestamptz, old_cost_nanos bigint, old_price_id text, cost_nanos bigint,
  price_id text, billed_attempts jsonb)`;

/** A wildcard in a name is no wildcard of LIKE. */
const SCOPE = `started_at >= $1 AND started_at < $2 AND ($3::text IS NULL OR provider = $3)
  AND ($4::text IS NULL OR model LIKE $4) AND provider IS NOT NULL AND model IS NOT NULL
  AND (cost_nanos IS NULL OR price_id IS NOT NULL OR billed_attempts IS NOT NULL)`;

/** The ledger, for whoever rates it again. */
export class RerateStore {
  constructor(private readonly database: Database) {}

  /** The next rows by time, behind `after`. */
  async read(scope: RerateScope, after: RatedRow | null, limit: number): Promise<RatedRow[]> {
    return this.database.query<RatedRow>(
      `SELECT request_id, started_at::text, provider, model, ${USAGE_COLUMN_NAMES.join(', ')}, usage_source, status,
              cost_nanos, price_id, billed_attempts
         FROM usage_records
        WHERE ${SCOPE} AND ($5::timestamptz IS NULL OR (started_at, request_id) > ($5, $6))
        ORDER BY started_at, request_id
        LIMIT $7`,
      [
        scope.from,
        scope.to,
        scope.provider,
        scope.model === null ? null : likePattern(scope.model),
        after?.started_at ?? null,
        after?.request_id ?? null,
        limit,
      ],
    );
  }

  /**
   * Changes rows that are still as they were read, and keeps what they said before. Whatever follows the ledger (roll-ups)
   * is told by the database itself. Returns how many were changed.
   */
  async write(runId: string, changes: readonly RerateChange[], prices: readonly Price[]): Promise<number> {
    return this.database.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.rerating]);
      await manager.query(
        `INSERT INTO usage_prices (id, terms)
         SELECT id, terms FROM json_to_recordset($1::json) AS price(id text, terms jsonb) ORDER BY id
         ON CONFLICT (id) DO NOTHING`,
        [`[${prices.map(({ id, terms }) => `{"id":${JSON.stringify(id)},"terms":${terms}}`).join(',')}]`],
      );
      const [{ changed }] = (await manager.query(
        `WITH change AS (SELECT * FROM json_to_recordset($1::json) AS change${CHANGE}),
         changed AS (
           UPDATE usage_records row
              SET cost_nanos = change.cost_nanos, price_id = change.price_id, billed_attempts = change.billed_attempts
             FROM change
            WHERE row.started_at = change.started_at AND row.request_id = change.request_id
              AND row.cost_nanos IS NOT DISTINCT FROM change.old_cost_nanos
              AND row.price_id IS NOT DISTINCT FROM change.old_price_id
           RETURNING row.started_at, row.request_id, change.old_cost_nanos, change.old_price_id, row.cost_nanos, row.price_id
         ),
         kept AS (
           INSERT INTO usage_rerates (run_id, started_at, request_id, old_cost_nanos, old_price_id, cost_nanos, price_id)
           SELECT $2::uuid, * FROM changed
         )
         SELECT count(*)::integer AS changed FROM changed`,
        [JSON.stringify(changes), runId],
      )) as [{ changed: number }];
      return changed;
    });
  }
}

function likePattern(model: string): string {
  const literal = model.replaceAll(/[\\%_]/g, '\\$&');
  return literal.endsWith('*') ? `${literal.slice(0, -1)}%` : literal;
}
