import { type Capabilities, WITHOUT_CAPABILITY } from './capabilities.js';
import type { FeatureSupport, Support } from './disposition-table.js';
import type { Feature } from './feature.js';
import { featuresInUse } from './feature-scan.js';
import type { FeatureLoss } from './loss.js';
import type { CanonicalRequest } from './request.js';

/**
 * The first step of every encoder: what of the request this target can carry. The losses follow from the features in
 * use and the dialect's table alone, so no encoder can forget to report one; the request that comes back holds only
 * what may be sent.
 */
export function fitRequest(
  request: CanonicalRequest,
  dialect: FeatureSupport,
  capabilities: Capabilities,
): { request: CanonicalRequest; losses: FeatureLoss[] } {
  const lacking: Partial<Record<Feature, Support>> = {};
  for (const [capability, effect] of Object.entries(WITHOUT_CAPABILITY)) {
    if (!capabilities[capability as keyof Capabilities]) Object.assign(lacking, effect);
  }
  const supportOf = (feature: Feature): Support => {
    // A dialect that cannot say a thing at all explains it better than the model's flag does.
    const spoken = dialect[feature];
    return spoken.disposition === 'mapped' ? (lacking[feature] ?? spoken) : spoken;
  };

  const losses: FeatureLoss[] = [];
  for (const { feature, origin } of featuresInUse(request)) {
    const support = supportOf(feature);
    if (support.disposition === 'mapped') continue;
    losses.push({ feature, origin, disposition: support.disposition, reason: support.reason });
  }
  return { request: reduce(request, (feature) => supportOf(feature).disposition === 'mapped'), losses };
}

function reduce(request: CanonicalRequest, carried: (feature: Feature) => boolean): CanonicalRequest {
  const { reasoning } = request;
  return {
    ...request,
    ...reduceTools(request, carried),
    parallelToolCalls: carried('single-tool-call') ? request.parallelToolCalls : undefined,
    logprobs: carried('logprobs') ? request.logprobs : undefined,
    reasoning: reasoning && carried('reasoning-effort') ? reasoning : undefined,
  };
}

/** Without tool_choice on the other side, "none" is said by sending no tools, a subset by sending only that. */
function reduceTools(
  request: CanonicalRequest,
  carried: (feature: Feature) => boolean,
): Pick<CanonicalRequest, 'tools' | 'toolChoice'> {
  const { tools, toolChoice } = request;
  if (!toolChoice || carried('tool-choice-required')) return { tools, toolChoice };
  if (toolChoice.kind === 'none') return { tools: undefined, toolChoice: undefined };
  if (toolChoice.kind !== 'subset') return { tools, toolChoice: undefined };
  return { tools: tools?.filter((tool) => toolChoice.names.includes(tool.name)), toolChoice: undefined };
}
