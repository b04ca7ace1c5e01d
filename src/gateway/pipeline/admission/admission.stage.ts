import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../kernel/principal.js';
import { totalTokens } from '../../../kernel/token-usage.js';
import type { Admission } from '../../rate-limiting/admission.js';
import { NO_DEMAND } from '../../rate-limiting/constraint.js';
import { LimitPlans } from '../../rate-limiting/limit-plans.js';
import { RateLimiter } from '../../rate-limiting/rate-limiter.js';
import type { IngressCall } from '../ingress-call.js';
import type { Journey } from '../journey.js';
import { DemandEstimator } from './demand.estimator.js';

/** The limits of a request: what it will need is reserved, and corrected when it is over. */
@Injectable()
export class AdmissionStage {
  constructor(
    private readonly plans: LimitPlans,
    private readonly limiter: RateLimiter,
    private readonly estimator: DemandEstimator,
  ) {}

  /** Never rejects. A promise only where Redis, or the ledger, is asked. */
  admit(call: IngressCall): Admission | Promise<Admission> {
    const plan = this.plans.of(call.principal);
    return this.limiter.admit(plan, plan.needsDemand ? this.estimator.estimate(call) : NO_DEMAND);
  }

  /** The same for what costs nothing: no vendor is asked. */
  admitFree(principal: Principal): Admission | Promise<Admission> {
    return this.limiter.admit(this.plans.of(principal), NO_DEMAND);
  }

  /** Once, at the end of whatever was admitted, when it is known what it cost. */
  settle(journey: Journey): void {
    const { ticket, call, usage } = journey;
    if (ticket === null) return;
    this.limiter.settle(ticket, { tokens: tokensOf(journey), spend: Number(journey.costNanos ?? 0n) });
    if (usage !== null && !journey.cacheHit && this.plans.of(call.principal).needsDemand) {
      this.estimator.learn(call, usage);
    }
  }
}

/** All that vendors counted, attempts beside the answer included. Whole numbers, whatever they sent. */
function tokensOf({ usage, billedAttempts }: Journey): number {
  const counted = [usage, ...billedAttempts.map((attempt) => attempt.usage)];
  const tokens = counted.reduce((sum, one) => sum + (one === null ? 0 : totalTokens(one)), 0);
  return Number.isFinite(tokens) ? Math.max(0, Math.round(tokens)) : 0;
}
