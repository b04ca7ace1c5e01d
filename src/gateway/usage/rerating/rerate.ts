import { randomUUID } from 'node:crypto';
import type { NanoDollars } from '../../../kernel/money.js';
import type { Price, PriceOf } from '../../../pricing/price.js';
import { type Cost, NOTHING_USED, totalCost, UNPRICED } from '../cost.js';
import { USAGE_COLUMN_NAMES, usageOf } from '../usage-columns.js';
import { RerateSummary } from './rerate-summary.js';
import type { RatedAttempt, RatedRow, RerateChange, RerateScope, RerateStore } from './rerate.store.js';

/** Rows in one transaction: short ones, so that the ledger's own inserts are never held up for long. */
const BATCH = 2000;

export interface RerateOptions {
  /** Says what would change, and changes nothing. */
  readonly dryRun: boolean;
  readonly batch?: number;
}

/**
 * Rates the rows of a period again by the prices known now, each at its own time. A second run changes nothing. What had a
 * price and would have none now stays as it is: a provider that is not configured any more made its costs all the same.
 */
export async function rerate(
  store: Pick<RerateStore, 'read' | 'write'>,
  prices: PriceOf,
  scope: RerateScope,
  { dryRun, batch = BATCH }: RerateOptions,
): Promise<RerateSummary> {
  const summary = new RerateSummary(randomUUID());
  let after: RatedRow | null = null;
  for (;;) {
    const rows: RatedRow[] = await store.read(scope, after, batch);
    const used = new Map<string, Price>();
    const changes = rows.flatMap((row) => {
      const change = changeOf(row, prices, used);
      summary.seen(row, change);
      return change ?? [];
    });
    if (!dryRun && changes.length > 0) summary.written += await store.write(summary.runId, changes, [...used.values()]);
    after = rows.at(-1) ?? null;
    if (after === null || rows.length < batch) return summary;
  }
}

/** `null` where the row stays as it is. */
function changeOf(row: RatedRow, prices: PriceOf, used: Map<string, Price>): RerateChange | null {
  const at = Date.parse(row.started_at);
  const cost = wasRefused(row) ? NOTHING_USED : rated(row, prices, at, used);
  const attempts = row.billed_attempts?.map((attempt) => ({ attempt, cost: rated(attempt, prices, at, used) })) ?? null;
  const total = totalCost(cost, attempts ?? []);
  if (total === null) return null;
  if (isSame(row, total, cost) && (attempts ?? []).every(({ attempt, cost }) => isSame(attempt, cost.nanos, cost))) {
    return null;
  }
  return {
    request_id: row.request_id,
    started_at: row.started_at,
    old_cost_nanos: row.cost_nanos,
    old_price_id: row.price_id,
    cost_nanos: String(total),
    price_id: cost.price?.id ?? null,
    billed_attempts: attempts?.map(({ attempt, cost }) => attemptWith(attempt, cost)) ?? null,
  };
}

/** Nobody bills an answer that was not given. */
function wasRefused(row: RatedRow): boolean {
  return row.status >= 400 && USAGE_COLUMN_NAMES.every((column) => row[column] === 0);
}

function rated(row: RatedRow | RatedAttempt, prices: PriceOf, at: number, used: Map<string, Price>): Cost {
  const rating = prices.rate({ provider: row.provider, model: row.model }, usageOf(row), at);
  if (rating === null) return UNPRICED;
  used.set(rating.price.id, rating.price);
  return rating;
}

function isSame(row: RatedRow | RatedAttempt, nanos: NanoDollars | null, { price }: Cost): boolean {
  const before = row.cost_nanos ?? null;
  return (before === null ? null : BigInt(before)) === nanos && (row.price_id ?? null) === (price?.id ?? null);
}

/** A cost in JSON is a number: one attempt costs less than the nine million dollars that fit. */
function attemptWith(attempt: RatedAttempt, { nanos, price }: Cost): RatedAttempt {
  return { ...attempt, cost_nanos: nanos === null ? null : Number(nanos), price_id: price?.id ?? null };
}
