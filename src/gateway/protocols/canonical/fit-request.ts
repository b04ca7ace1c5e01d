import { type Capabilities, WITHOUT_CAPABILITY } from './capabilities.js';
import type { Support, VendorTable } from './disposition-table.js';
import type { Feature } from './feature.js';
import { featuresInUse } from './feature-scan.js';
import type { FeatureLoss } from './loss.js';
import type { CanonicalMessage, CanonicalRequest, ContentPart } from './request.js';
import type { Signature } from './signature.js';

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
  const lacking = lackingFeatures(capabilities);
  const supportOf = (feature: Feature): Support => {
    // A dialect that cannot say a thing at all explains it better than the model's flag does.
    const spoken = table.support[feature];
    const isSaid = spoken.disposition === 'mapped' || spoken.disposition === 'adjusted';
    return isSaid ? (lacking[feature] ?? spoken) : spoken;
  };

  const losses: FeatureLoss[] = [];
  for (const { feature, origin } of featuresInUse(request)) {
    const support = supportOf(feature);
    if (support.disposition === 'mapped') continue;
    losses.push({ feature, origin, disposition: support.disposition, reason: support.reason });
  }
  const carried = (feature: Feature) => supportOf(feature).disposition === 'mapped';
  const fitted = reduce(request, carried);
  const readable = withoutSignatures(
    fitted,
    ({ issuer }) => !table.signatures.includes(issuer),
    `it was signed for another vendor, which says nothing to ${table.title}`,
  );
  return { request: readable.request, losses: [...losses, ...readable.losses, ...leftOutTools(request, fitted)] };
}

type Lacking = Partial<Record<Feature, Support>>;

const lackingOf = new WeakMap<Capabilities, Lacking>();

/** What these capabilities leave out. They are data, mostly the same object for every request. */
function lackingFeatures(capabilities: Capabilities): Lacking {
  const known = lackingOf.get(capabilities);
  if (known !== undefined) return known;
  const lacking: Lacking = {};
  for (const [capability, effect] of Object.entries(WITHOUT_CAPABILITY)) {
    if (!capabilities[capability as keyof Capabilities]) Object.assign(lacking, effect);
  }
  lackingOf.set(capabilities, lacking);
  return lacking;
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

/**
 * The request without signatures that say nothing to its target; what they signed goes on without them. A signature is
 * worth something only to who issued it.
 */
export function withoutSignatures(
  request: CanonicalRequest,
  isForeign: (signature: Signature) => boolean,
  reason: string,
): { request: CanonicalRequest; losses: FeatureLoss[] } {
  const isSigned = (part: ContentPart) =>
    'signature' in part && part.signature !== undefined && isForeign(part.signature);
  // Most conversations hold none.
  if (!request.messages.some(({ content }) => content.some(isSigned))) return { request, losses: [] };
  const signed = request.messages.flatMap(({ content }) => content.filter(isSigned));
  return {
    request: { ...request, messages: request.messages.map((message) => unsigned(message, isSigned)) },
    losses: signed.map(({ origin }) => ({ feature: 'signature-history', origin, disposition: 'dropped', reason })),
  };
}

function unsigned(message: CanonicalMessage, isSigned: (part: ContentPart) => boolean): CanonicalMessage {
  return {
    ...message,
    content: message.content.flatMap((part): ContentPart[] => {
      if (!isSigned(part)) return [part];
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
