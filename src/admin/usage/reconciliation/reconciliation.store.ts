import { Injectable } from '@nestjs/common';
import { ADVISORY_LOCKS } from '../../../database/advisory-locks.js';
import { Database } from '../../../database/database.js';
import { rows } from '../../../database/rows.js';
import type { Range } from '../roll-up/tiers.js';
import { binColumns, KEPT, type Histogram } from '../usage-measures.js';

/** A sum that is not what its rows add up to. */
export interface Difference {
  readonly tier: 'hour' | 'day';
  readonly startsAt: Date;
  readonly keyId: string;
  readonly measure: string;
  /** `null` where there is none. */
  readonly ledger: string | null;
  readonly rollUp: string | null;
}

const MOST_DIFFERENCES = 100;

/** Grows by another amount for every bin, so that what is counted in a wrong one is noticed. */
const fingerprint = (histogram: Histogram) =>
  binColumns(histogram)
    .map((name, bin) => `${bin + 1} * coalesce(${name}, 0)`)
    .join(' + ');

/** Measure -> its sum over changes, its sum over roll-ups. */
const MEASURES: readonly (readonly [name: string, ofChange: string, ofRollUp: string])[] = [
  ...Object.entries(KEPT).map(([name, change]) => [name, `sum(${change})`, `sum(${name})`] as const),
  ['latency_bins', 'sum(sign * (latency_bin + 1))', `sum(${fingerprint('latency')})`],
  ['first_token_bins', 'sum(sign * (first_token_bin + 1))', `sum(${fingerprint('first_token')})`],
];

const sumsOf = (of: 1 | 2) => MEASURES.map((measure) => `coalesce(${measure[of]}, 0) AS ${measure[0]}`).join(', ');
const NAMES = MEASURES.map(([name]) => name);

/** Both sides at one moment; what is not folded yet counts to the roll-ups. Hour by hour, day by day, key by key. */
const COMPARE = `
  WITH ledger AS MATERIALIZED (
    SELECT starts_at, key_id, ${sumsOf(1)} FROM usage_changes_between($1, $2) GROUP BY 1, 2
  ), waiting AS MATERIALIZED (
    SELECT starts_at, key_id, ${sumsOf(1)} FROM usage_changes WHERE starts_at >= $1 AND starts_at < $2 GROUP BY 1, 2
  ), sides AS (
    SELECT 'hour' AS tier, starts_at, key_id, 1 AS side, ${NAMES.join(', ')} FROM ledger
    UNION ALL
    SELECT 'hour', starts_at, key_id, -1, ${NAMES.join(', ')} FROM waiting
    UNION ALL
    SELECT 'hour', kept.starts_at, key_id, -1, ${sumsOf(2)}
      FROM usage_hourly kept JOIN usage_series series ON series.id = kept.series
     WHERE kept.starts_at >= $1 AND kept.starts_at < $2 GROUP BY 2, 3
    UNION ALL
    SELECT 'day', date_trunc('day', starts_at, 'UTC'), key_id, 1, ${NAMES.join(', ')} FROM ledger
    UNION ALL
    SELECT 'day', date_trunc('day', starts_at, 'UTC'), key_id, -1, ${NAMES.join(', ')} FROM waiting
    UNION ALL
    SELECT 'day', kept.starts_at, key_id, -1, ${sumsOf(2)}
      FROM usage_daily kept JOIN usage_series series ON series.id = kept.series
     WHERE kept.starts_at >= $1 AND kept.starts_at < $2 GROUP BY 2, 3
  )
  SELECT tier, starts_at AS "startsAt", key_id AS "keyId", measure,
    sum(value) FILTER (WHERE side = 1)::text AS ledger, sum(value) FILTER (WHERE side = -1)::text AS "rollUp"
  FROM sides, LATERAL (VALUES ${NAMES.map((name) => `('${name}', ${name})`).join(', ')}) AS part (measure, value)
  GROUP BY 1, 2, 3, 4 HAVING sum(side * value) <> 0
  ORDER BY 2, 1, 3, 4 LIMIT ${MOST_DIFFERENCES}`;

/** Whether roll-ups are what the ledger's rows add up to. */
@Injectable()
export class ReconciliationStore {
  constructor(private readonly database: Database) {}

  /** The first day whose rows are still there; `null` without rows. Retention drops whole months, so its day is whole. */
  async firstDay(): Promise<Date | null> {
    const [row] = await this.database.query<{ day: Date | null }>(
      `SELECT date_trunc('day', min(started_at), 'UTC') AS day FROM usage_records`,
    );
    return row?.day ?? null;
  }

  /** The first hundred differences, to the token and the billionth of a dollar. `range` has whole days (UTC). */
  differences(range: Range): Promise<Difference[]> {
    return this.database.query<Difference>(COMPARE, [new Date(range.from), new Date(range.to)]);
  }

  /** Sums the rows of the range up anew. Writers of the ledger go on meanwhile. `range` has whole days (UTC). */
  async rebuild(range: Range): Promise<void> {
    await this.database.transaction(async (manager) => {
      await rows(manager, 'SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.usageRollUps]);
      await rows(manager, 'SELECT rebuild_usage_roll_ups($1, $2)', [new Date(range.from), new Date(range.to)]);
    });
  }
}
