import { IsArray, IsInt, Max, Min, ValidateIf } from 'class-validator';
import type { OwnLimits } from '../../kernel/limits.js';
import { AreBudgets, readBudgets } from './budgets.rule.js';

const LIMIT_RULE = 'must be a whole number from 1 to 1000000, or null';
const TOKENS_RULE = 'must be a whole number from 1 to 1000000000, or null';

/** `null` is a value here: the default again. */
function MayBeNull(): PropertyDecorator {
  return ValidateIf((_, value: unknown) => value !== undefined && value !== null);
}

/** How much may be used up in a period: dollars (`amount`) or tokens. */
export class BudgetFields {
  /**
   * Dollars; or else tokens.
   * @example 25
   */
  amount?: number | string;

  /** @example 5000000 */
  tokens?: number;

  /** @example "month" */
  period!: 'day' | 'month' | 'total';

  /**
   * Whose calendar a day and a month follow; the gateway's when left out.
   * @example "Europe/Berlin"
   */
  zone?: string;
}

/** Limits of one key or team. What is left out stays as it is; null puts the gateway's default back. */
export class LimitFields {
  /**
   * Requests in any minute; the gateway's default when null. Only an owner or admin may go above the default.
   * @example 60
   */
  @MayBeNull()
  @IsInt({ message: LIMIT_RULE })
  @Min(1, { message: LIMIT_RULE })
  @Max(1_000_000, { message: LIMIT_RULE })
  requests_per_minute?: number | null;

  /**
   * Tokens in any minute, input and output together.
   * @example 100000
   */
  @MayBeNull()
  @IsInt({ message: TOKENS_RULE })
  @Min(1, { message: TOKENS_RULE })
  @Max(1_000_000_000, { message: TOKENS_RULE })
  tokens_per_minute?: number | null;

  /**
   * Requests being answered at once.
   * @example 8
   */
  @MayBeNull()
  @IsInt({ message: LIMIT_RULE })
  @Min(1, { message: LIMIT_RULE })
  @Max(1_000_000, { message: LIMIT_RULE })
  concurrency?: number | null;

  /** Budgets of its own, in place of the gateway's default ones; an empty list puts those back. */
  @MayBeNull()
  @IsArray({ message: 'must be a list of budgets' })
  @AreBudgets()
  budgets?: BudgetFields[] | null;
}

/** What the fields say, on top of what was there before. */
export function changedLimits(before: OwnLimits, fields: LimitFields): OwnLimits {
  const { limits } = before;
  return {
    limits: {
      requestsPerMinute: given(fields.requests_per_minute, limits.requestsPerMinute),
      tokensPerMinute: given(fields.tokens_per_minute, limits.tokensPerMinute),
      concurrency: given(fields.concurrency, limits.concurrency),
    },
    budgets: fields.budgets === undefined ? before.budgets : readBudgets(fields.budgets ?? []),
  };
}

function given(value: number | null | undefined, before: number | null): number | null {
  return value === undefined ? before : value;
}
