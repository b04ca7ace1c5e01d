/** Where a limit can stand. A request passes those of its key, its user, its team and of everybody together. */
export type LimitLevel = 'key' | 'user' | 'team' | 'global';

/** What one level may use; `null` is no limit. */
export interface LimitSet {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  /** Requests being answered at once. */
  readonly concurrency: number | null;
}

export const NO_LIMITS: LimitSet = { requestsPerMinute: null, tokensPerMinute: null, concurrency: null };

export const BUDGET_PERIODS = ['day', 'month', 'total'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** How much a level may use up in a period of the calendar, in billionths of a dollar or in tokens. */
export interface Budget {
  readonly unit: 'spend' | 'tokens';
  /** Whole, and at most 2^53: both a number here and one in Redis's Lua hold it exactly. */
  readonly amount: number;
  readonly period: BudgetPeriod;
  /** IANA name of the zone whose calendar it is; `null` for the gateway's. */
  readonly zone: string | null;
}

/** What a level's own record says, before the operator's defaults are laid under it. */
export interface OwnLimits {
  readonly limits: LimitSet;
  readonly budgets: readonly Budget[];
}

export const UNLIMITED: OwnLimits = { limits: NO_LIMITS, budgets: [] };
