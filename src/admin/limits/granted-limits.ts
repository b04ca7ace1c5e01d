import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { GatewayError } from '../../kernel/errors.js';
import { type Budget, type LimitSet, type OwnLimits, UNLIMITED } from '../../kernel/limits.js';
import { isSameValue } from '../../kernel/same-value.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { type AdminContext, isOperator } from '../access/admin-context.js';

const WORDS = {
  requestsPerMinute: 'requests a minute',
  tokensPerMinute: 'tokens a minute',
  concurrency: 'requests at once',
} as const satisfies Record<keyof LimitSet, string>;

/** What somebody may set for a key: an owner or admin anything, everybody else no more than the defaults give. */
@Injectable()
export class GrantedLimits {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
    private readonly state: SnapshotHolder,
  ) {}

  /**
   * Throws GatewayError('forbidden') naming what is above the default. What an owner or admin gave `before` may be kept.
   */
  check({ limits, budgets }: OwnLimits, context: AdminContext, before: OwnLimits = UNLIMITED): void {
    if (isOperator(context)) return;
    const { limits: defined, budgets: definedBudgets } = this.state.current;
    const defaults = {
      ...defined.key,
      requestsPerMinute: defined.key.requestsPerMinute ?? this.config.limits.requestsPerMinute,
    };
    for (const [field, what] of Object.entries(WORDS) as [keyof LimitSet, string][]) {
      const most = defaults[field];
      if (most !== undefined && (limits[field] ?? 0) > Math.max(most, before.limits[field] ?? 0))
        throw refused(context, `more than ${most} ${what}`);
    }
    if (isSameValue(budgets, before.budgets)) return;
    // Own budgets stand in place of the default ones: none of those may be lost or grow by that.
    const zoned = (budget: Budget) => budget.zone ?? definedBudgets.zone;
    const isKept = (one: Budget) =>
      budgets.some(
        (own) =>
          own.unit === one.unit && own.period === one.period && zoned(own) === zoned(one) && own.amount <= one.amount,
      );
    if (budgets.length > 0 && !definedBudgets.key.every(isKept))
      throw refused(context, 'budgets beyond the default ones');
  }
}

function refused({ role }: AdminContext, what: string): GatewayError {
  return new GatewayError('forbidden', { role, needed: `owner or admin for ${what}` });
}
