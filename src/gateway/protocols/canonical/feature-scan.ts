import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonPointer } from '../../../kernel/json.js';
import type { Feature } from './feature.js';
import type { CanonicalMessage, CanonicalRequest, ContentPart, MediaSource, ToolChoice } from './request.js';

/** A feature that a request uses, and where the client said so, if the codec knows the very place. */
export interface FeatureUse {
  readonly feature: Feature;
  readonly origin?: JsonPointer;
}

/** Every feature in use. Saying a default aloud (`n: 1`, `logprobs: false`) is no use. */
export function featuresInUse(request: CanonicalRequest): FeatureUse[] {
  return [
    ...requestFeatures(request).map((feature) => ({ feature })),
    ...(request.tools ?? []).flatMap((tool): FeatureUse[] => [
      { feature: 'tools', origin: tool.origin },
      ...(tool.strict ? [{ feature: 'tool-strict' as const, origin: tool.origin }] : []),
      ...(tool.custom ? [{ feature: 'custom-tool' as const, origin: tool.origin }] : []),
      ...cacheFeature(tool),
    ]),
    ...request.messages.flatMap(messageFeatures),
  ];
}

function requestFeatures(request: CanonicalRequest): Feature[] {
  const { sampling, reasoning, output } = request;
  const schema = output?.kind === 'json-schema' ? output : undefined;
  const uses: readonly (readonly [Feature, boolean])[] = [
    ['model', true],
    ['stream', request.stream],
    ['stream-usage', request.includeUsage === true],
    ['single-tool-call', request.parallelToolCalls === false],
    ['output-text', output?.kind === 'text'],
    ['output-json', output?.kind === 'json'],
    ['output-json-schema', schema !== undefined],
    ['output-schema-name', schema?.name !== undefined],
    ['output-schema-description', schema?.description !== undefined],
    ['output-schema-strict', schema?.strict === true],
    ['temperature', sampling.temperature !== undefined],
    ['top-p', sampling.topP !== undefined],
    ['top-k', sampling.topK !== undefined],
    ['seed', sampling.seed !== undefined],
    ['frequency-penalty', Boolean(sampling.frequencyPenalty)],
    ['presence-penalty', Boolean(sampling.presencePenalty)],
    ['stop', sampling.stop !== undefined && sampling.stop.length > 0],
    ['reasoning-effort', reasoning?.effort !== undefined],
    ['reasoning-budget', reasoning?.budgetTokens !== undefined],
    ['reasoning-summary', reasoning?.summary !== undefined],
    ['max-output-tokens', request.maxOutputTokens !== undefined],
    ['choices', (request.choices ?? 1) > 1],
    ['logprobs', request.logprobs?.enabled === true],
    ['end-user', request.endUser !== undefined],
    ['metadata', request.metadata !== undefined && Object.keys(request.metadata).length > 0],
    ['service-tier', request.serviceTier !== undefined],
    ['cache-key', request.cacheKey !== undefined],
  ];
  const used = uses.filter(([, inUse]) => inUse).map(([feature]) => feature);
  return request.toolChoice ? [...used, toolChoiceFeature(request.toolChoice)] : used;
}

function toolChoiceFeature(choice: ToolChoice): Feature {
  switch (choice.kind) {
    case 'auto':
      return 'tool-choice-auto';
    case 'none':
      return 'tool-choice-none';
    case 'required':
      return 'tool-choice-required';
    case 'tool':
      return 'tool-choice-named';
    case 'subset':
      return choice.mode === 'required' ? 'tool-choice-required-subset' : 'tool-choice-subset';
    default:
      return assertNever(choice);
  }
}

function messageFeatures(message: CanonicalMessage): FeatureUse[] {
  const uses: FeatureUse[] = [];
  if (message.role === 'system') uses.push({ feature: 'system-message', origin: message.origin });
  if (message.role === 'developer') uses.push({ feature: 'developer-message', origin: message.origin });
  if (message.name !== undefined) uses.push({ feature: 'message-name', origin: message.origin });
  return [...uses, ...message.content.flatMap(partFeatures)];
}

function partFeatures(part: ContentPart): FeatureUse[] {
  return [...contentFeatures(part), ...cacheFeature(part)];
}

function cacheFeature({ cacheBreakpoint, origin }: Pick<ContentPart, 'cacheBreakpoint' | 'origin'>): FeatureUse[] {
  return cacheBreakpoint ? [{ feature: 'cache-breakpoint', origin }] : [];
}

function contentFeatures(part: ContentPart): FeatureUse[] {
  const { origin } = part;
  switch (part.kind) {
    case 'text':
      return [{ feature: 'text', origin }];
    case 'image': {
      const image: FeatureUse = { feature: IMAGE_FEATURES[part.source.kind], origin };
      return part.detail === undefined ? [image] : [image, { feature: 'image-detail', origin }];
    }
    case 'document':
      return [
        { feature: DOCUMENT_FEATURES[part.source.kind], origin },
        ...(part.citations ? [{ feature: 'document-citations' as const, origin }] : []),
      ];
    case 'audio':
      return [{ feature: 'audio-input', origin }];
    case 'reasoning':
      return [{ feature: 'reasoning-history', origin }];
    case 'refusal':
      return [{ feature: 'refusal-history', origin }];
    case 'tool-call':
      return [{ feature: part.custom ? 'custom-tool' : 'tool-call-history', origin }];
    case 'tool-result':
      return [
        { feature: 'tool-result', origin },
        ...(part.isError ? [{ feature: 'tool-result-error' as const, origin }] : []),
        ...(part.content.some((inner) => inner.kind !== 'text')
          ? [{ feature: 'tool-result-media' as const, origin }]
          : []),
        ...part.content.flatMap(partFeatures),
      ];
    default:
      return assertNever(part);
  }
}

const IMAGE_FEATURES = {
  base64: 'image-data',
  url: 'image-url',
  file: 'image-file',
  // No codec makes a picture of a text; a door that did would be told so by the disposition of data.
  text: 'image-data',
} as const satisfies Record<MediaSource['kind'], Feature>;

const DOCUMENT_FEATURES = {
  base64: 'document-data',
  url: 'document-url',
  file: 'document-file',
  text: 'document-text',
} as const satisfies Record<MediaSource['kind'], Feature>;
