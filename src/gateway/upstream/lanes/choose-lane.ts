import { GatewayError } from '../../../kernel/errors.js';
import { codecFor } from '../../protocols/index.js';
import type { ProviderAdapter, Target } from '../../providers/provider.js';
import type { UpstreamAsk } from '../attempt.js';
import type { LanePlan } from './lane-plan.js';
import { planTranslated } from './translated.plan.js';
import { planVerbatim } from './verbatim.plan.js';

/** Verbatim where the target speaks the client's dialect, translated otherwise. Throws 400 where a field is refused. */
export function chooseLane(ask: UpstreamAsk, target: Target, adapter: ProviderAdapter): LanePlan {
  const dialects = adapter.dialects(target.instance, target.model);
  const ingress = codecFor(ask.dialect);
  const plan = dialects.includes(ask.dialect)
    ? planVerbatim(ask, target, ingress)
    : planTranslated(ask, target, ingress, codecFor(dialects[0]), adapter.capabilities(target.instance, target.model));
  if (ask.strict) refuseDrops(plan, target);
  return plan;
}

function refuseDrops(plan: LanePlan, target: Target): void {
  const drop = plan.losses.find(({ disposition }) => disposition === 'dropped');
  if (drop === undefined) return;
  throw new GatewayError('unsupported_parameter', {
    param: drop.pointer.slice(1).replaceAll('/', '.'),
    target: target.instance.name,
    reason: `${drop.reason} (strict mode)`,
  });
}
