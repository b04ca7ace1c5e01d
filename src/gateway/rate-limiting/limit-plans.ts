import type { Clock } from '../../kernel/clock.js';
import type { Principal } from '../../kernel/principal.js';
import { type LimitPlan, limitPlan, type LimitPolicy } from './limit-plan.js';

interface Kept {
  readonly plan: LimitPlan;
  readonly policy: LimitPolicy;
}

/** The plan of each caller, made once per principal, policy and period. */
export class LimitPlans {
  readonly #plans = new WeakMap<Principal, Kept>();

  /** @param policy answers the same object until something in it changes */
  constructor(
    private readonly policy: () => LimitPolicy,
    private readonly clock: Clock,
  ) {}

  of(principal: Principal): LimitPlan {
    const policy = this.policy();
    const kept = this.#plans.get(principal);
    if (kept !== undefined && kept.policy === policy && this.clock.now() < kept.plan.validUntil) return kept.plan;
    const plan = limitPlan(principal, policy, this.clock.now());
    this.#plans.set(principal, { plan, policy });
    return plan;
  }
}
