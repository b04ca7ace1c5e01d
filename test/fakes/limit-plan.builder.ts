import type { BudgetConstraint, Constraint, WindowConstraint } from '../../src/gateway/rate-limiting/constraint.ts';
import type { LimitPlan } from '../../src/gateway/rate-limiting/limit-plan.ts';

type Kind = WindowConstraint['kind'];

/** A limit of a key by the name of `subject`. */
export function aLimit(
  kind: Kind,
  limit: number,
  subject = 'k',
  more: Partial<WindowConstraint> = {},
): WindowConstraint {
  return { kind, level: 'key', name: null, key: `{key:${subject}}:${kind}`, limit, degraded: 'local', ...more };
}

/** A budget of a key by the name of `subject`: tokens, for ever, unless said otherwise. */
export function aBudget(limit: number, subject = 'k', more: Partial<BudgetConstraint> = {}): BudgetConstraint {
  const unit = more.unit ?? 'tokens';
  return {
    kind: 'budget',
    level: 'key',
    name: null,
    key: `{key:${subject}}:${unit}:total`,
    limit,
    degraded: 'local',
    unit,
    period: 'total',
    startsAt: 0,
    endsAt: null,
    subject,
    thresholds: [Math.ceil(limit * 0.8), limit],
    exhaustedStatus: 402,
    ...more,
  };
}

export function aPlan(...constraints: readonly Constraint[]): LimitPlan {
  const [first] = constraints;
  return {
    constraints,
    onlyRequests: constraints.length === 1 && first?.kind === 'requests' ? first : null,
    needsDemand: constraints.some(({ kind }) => kind === 'tokens' || kind === 'budget'),
    validUntil: Infinity,
  };
}
