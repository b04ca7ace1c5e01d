import { refuseLosses } from '../../protocols/canonical/loss.js';
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
  if (dialects.includes(ask.dialect)) {
    const plan = planVerbatim(ask, target, ingress);
    refuseLosses(plan.losses, `${target.instance.name} (${target.model})`, { strict: ask.strict });
    return plan;
  }
  const capabilities = adapter.capabilities(target.instance, target.model);
  return planTranslated(ask, target, ingress, codecFor(dialects[0]), capabilities);
}
