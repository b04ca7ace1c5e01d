import type { Budget, LimitSet, OwnLimits } from '../../kernel/limits.js';

/** A record's own limits as its table has them, for a SELECT list. */
export const LIMIT_COLUMNS = `requests_per_minute AS "requestsPerMinute", tokens_per_minute AS "tokensPerMinute",
  concurrency, budgets`;

export type LimitColumns = LimitSet & { readonly budgets: readonly Budget[] };

export function ownLimitsOf({ requestsPerMinute, tokensPerMinute, concurrency, budgets }: LimitColumns): OwnLimits {
  return { limits: { requestsPerMinute, tokensPerMinute, concurrency }, budgets };
}

/** The same as an event carries them. */
export function limitsData({ limits, budgets }: OwnLimits) {
  return { ...limits, budgets: [...budgets] };
}
