import { GatewayError } from '../../../kernel/errors.js';
import { refuseLosses } from '../../protocols/canonical/loss.js';
import {
  clientCodec,
  isClientDialect,
  isVendorDialect,
  sideTranslationTo,
  vendorCodec,
} from '../../protocols/index.js';
import type { ProviderAdapter, Target } from '../../providers/provider.js';
import type { UpstreamAsk } from '../attempt.js';
import type { LanePlan } from './lane-plan.js';
import { planSide } from './side.plan.js';
import { planTranslated } from './translated.plan.js';
import { planVerbatim } from './verbatim.plan.js';

/** Verbatim where the target speaks the client's dialect, translated otherwise. Throws 400 where a field is refused. */
export function chooseLane(ask: UpstreamAsk, target: Target, adapter: ProviderAdapter): LanePlan {
  const { instance, model } = target;
  const spoken = adapter.formats(instance, model);
  if (spoken.includes(ask.dialect)) {
    const plan = planVerbatim(ask, target, adapter);
    refuseLosses(plan.losses, `${instance.name} (${model})`, { strict: ask.strict });
    return plan;
  }
  const vendorDialect = spoken.find(isVendorDialect);
  if (isClientDialect(ask.dialect) && vendorDialect !== undefined) {
    return planTranslated(ask, target, { from: clientCodec(ask.dialect), to: vendorCodec(vendorDialect), adapter });
  }
  const sideTranslation = sideTranslationTo(spoken, ask.dialect);
  if (sideTranslation !== undefined) return planSide(ask, target, sideTranslation, adapter);
  throw new GatewayError('operation_unsupported', { operation: ask.dialect, provider: instance.name });
}
