import type { BudgetPeriod, LimitLevel } from '../../kernel/limits.js';
import type { DegradedMode } from '../../state/definition/limits.definition.js';

interface Common {
  readonly level: LimitLevel;
  /** What the level is called in answers: a team's name; `null` where the level says it all. */
  readonly name: string | null;
  /** Where it is counted; the part in braces is its slot in a Redis Cluster. */
  readonly key: string;
  /** Whole, at least 1. */
  readonly limit: number;
  readonly degraded: DegradedMode;
}

/** Requests or tokens of the last minute, or requests under way. */
export interface WindowConstraint extends Common {
  readonly kind: 'requests' | 'tokens' | 'concurrency';
}

export interface BudgetConstraint extends Common {
  readonly kind: 'budget';
  readonly unit: 'spend' | 'tokens';
  readonly period: BudgetPeriod;
  /** Milliseconds since the epoch; 0 for a period without a beginning. */
  readonly startsAt: number;
  /** `null` where nothing ever frees it. */
  readonly endsAt: number | null;
  /** The level's id in the ledger; `null` for everybody's. */
  readonly subject: string | null;
  /** Amounts at which somebody is told, ascending. */
  readonly thresholds: readonly number[];
  /** What a request gets that does not fit. */
  readonly exhaustedStatus: 402 | 429;
}

/** One limit of one level, as one request meets it. Immutable, made once per caller and period. */
export type Constraint = WindowConstraint | BudgetConstraint;

/** What one request is expected to use. Both whole and never negative. */
export interface Demand {
  /** Input and output together. */
  readonly tokens: number;
  /** Of which nobody asked for: a guess of how long an answer may get, which a small limit may cut. */
  readonly guessedTokens: number;
  /** Billionths of a dollar; 0 while there is no price. */
  readonly spend: number;
}

/** What it did use. */
export interface Consumption {
  readonly tokens: number;
  readonly spend: number;
}

export const NO_DEMAND: Demand = { tokens: 0, guessedTokens: 0, spend: 0 };
export const NOTHING_USED: Consumption = { tokens: 0, spend: 0 };

/** How much of a constraint a request takes when it is admitted. */
export function share(constraint: Constraint, demand: Demand): number {
  switch (constraint.kind) {
    case 'requests':
    case 'concurrency':
      return 1;
    case 'tokens':
      // Without it, a limit below a model's usual answer would admit nothing at all.
      return Math.max(demand.tokens - demand.guessedTokens, Math.min(demand.tokens, constraint.limit));
    case 'budget':
      return constraint.unit === 'spend' ? demand.spend : demand.tokens;
  }
}

/** How much of it the request has taken when it is over. */
export function taken(constraint: Constraint, { tokens, spend }: Consumption): number {
  if (constraint.kind === 'requests') return 1;
  if (constraint.kind === 'concurrency') return 0;
  return constraint.kind === 'budget' && constraint.unit === 'spend' ? spend : tokens;
}
