import { type Capabilities, WITHOUT_CAPABILITY } from './capabilities.js';
import type { Support, VendorTable } from './disposition-table.js';
import type { Feature } from './feature.js';
import { featuresInUse } from './feature-scan.js';
import type { FeatureLoss } from './loss.js';
import type { CanonicalMessage, CanonicalRequest, ContentPart } from './request.js';

/**
 * The first step of every encoder: what of the request this target can carry. The losses follow from the features in
 * use and the dialect's table alone, so no encoder can forget to report one; the request that comes back holds only
 * what may be sent.
 */
export function fitRequest(
  request: CanonicalRequest,
  table: VendorTable,
  capabilities: Capabilities,
): { request: CanonicalRequest; losses: FeatureLoss[] } {
  const lacking: Partial<Record<Feature, Support>> = {};
  for (const [capability, effect] of Object.entries(WITHOUT_CAPABILITY)) {
    if (!capabilities[capability as keyof Capabilities]) Object.assign(lacking, effect);
  }
  const supportOf = (feature: Feature): Support => {
    // A dialect that cannot say a thing at all explains it better than the model's flag does.
    const spoken = table.support[feature];
    return spoken.disposition === 'mapped' ? (lacking[feature] ?? spoken) : spoken;
  };

  const losses: FeatureLoss[] = [];
  for (const { feature, origin } of featuresInUse(request)) {
    const support = supportOf(feature);
    if (support.disposition === 'mapped') continue;
    losses.push({ feature, origin, disposition: support.disposition, reason: support.reason });
  }
  const carried = (feature: Feature) => supportOf(feature).disposition === 'mapped';
  const fitted = reduce(request, carried);
  const foreign = foreignSignatures(request, table);
  const messages = foreign.length === 0 ? fitted.messages : fitted.messages.map((message) => unsigned(message, table));
  return { request: { ...fitted, messages }, losses: [...losses, ...foreign, ...leftOutTools(request, fitted)] };
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

/** A signature is worth something only to who issued it; what it signed goes on without it. */
function foreignSignatures({ messages }: CanonicalRequest, table: VendorTable): FeatureLoss[] {
  return messages
    .flatMap(({ content }) => content)
    .filter((part) => isForeign(part, table))
    .map(({ origin }) => ({
      feature: 'signature-history',
      origin,
      disposition: 'dropped',
      reason: `it was signed for another vendor, which says nothing to ${table.title}`,
    }));
}

function isForeign(part: ContentPart, { signatures }: VendorTable): boolean {
  return 'signature' in part && part.signature !== undefined && !signatures.includes(part.signature.issuer);
}

function unsigned(message: CanonicalMessage, table: VendorTable): CanonicalMessage {
  return {
    ...message,
    content: message.content.flatMap((part): ContentPart[] => {
      if (!isForeign(part, table)) return [part];
      // Hidden reasoning and an empty text (Gemini signs one at the end) are nothing without their signature.
      return 'text' in part && part.text === '' ? [] : [{ ...part, signature: undefined } as ContentPart];
    }),
  };
}

function leftOutTools(asked: CanonicalRequest, fitted: CanonicalRequest): FeatureLoss[] {
  return (asked.tools ?? [])
    .filter((tool) => !fitted.tools?.includes(tool))
    .map(({ origin }) => ({
      feature: 'tools',
      origin,
      disposition: 'adjusted',
      reason: 'it is left out, for tool_choice does not allow it',
    }));
}
