import type { Budget, OwnLimits } from '../../kernel/limits.js';
import { formatDollars } from '../../kernel/money.js';
import type { BudgetFields } from './limit-fields.dto.js';

/** Limits as they are shown: a record's own, null where the gateway's default holds. */
export class LimitsShown {
  /**
   * null: the gateway's default.
   * @example 60
   */
  requests_per_minute!: number | null;

  /** @example 100000 */
  tokens_per_minute!: number | null;

  /** @example 8 */
  concurrency!: number | null;

  /** Empty: the gateway's default ones. */
  budgets!: BudgetFields[];
}

export function shownLimits({ limits, budgets }: OwnLimits): LimitsShown {
  return {
    requests_per_minute: limits.requestsPerMinute,
    tokens_per_minute: limits.tokensPerMinute,
    concurrency: limits.concurrency,
    budgets: budgets.map(shownBudget),
  };
}

function shownBudget({ unit, amount, period, zone }: Budget): BudgetFields {
  return {
    ...(unit === 'spend' ? { amount: formatDollars(BigInt(amount)) } : { tokens: amount }),
    period,
    ...(zone === null ? {} : { zone }),
  };
}
