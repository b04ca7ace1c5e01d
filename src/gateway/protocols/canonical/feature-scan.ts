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
  const uses: FeatureUse[] = [];
  for (const [feature, isUsed] of REQUEST_FEATURES) {
    if (isUsed(request)) uses.push({ feature });
  }
  if (request.toolChoice) uses.push({ feature: toolChoiceFeature(request.toolChoice) });
  for (const tool of request.tools ?? []) {
    uses.push({ feature: 'tools', origin: tool.origin });
    if (tool.strict) uses.push({ feature: 'tool-strict', origin: tool.origin });
    if (tool.custom) uses.push({ feature: 'custom-tool', origin: tool.origin });
    addCacheFeature(tool, uses);
  }
  for (const message of request.messages) addMessageFeatures(message, uses);
  return uses;
}

const schemaOf = ({ output }: CanonicalRequest) => (output?.kind === 'json-schema' ? output : undefined);

/** What a request says beside its messages and tools. */
const REQUEST_FEATURES: readonly (readonly [Feature, (request: CanonicalRequest) => boolean])[] = [
  ['model', () => true],
  ['stream', ({ stream }) => stream],
  ['stream-usage', ({ includeUsage }) => includeUsage === true],
  ['single-tool-call', ({ parallelToolCalls }) => parallelToolCalls === false],
  ['output-text', ({ output }) => output?.kind === 'text'],
  ['output-json', ({ output }) => output?.kind === 'json'],
  ['output-json-schema', ({ output }) => output?.kind === 'json-schema'],
  ['output-schema-name', (request) => schemaOf(request)?.name !== undefined],
  ['output-schema-description', (request) => schemaOf(request)?.description !== undefined],
  ['output-schema-strict', (request) => schemaOf(request)?.strict === true],
  ['temperature', ({ sampling }) => sampling.temperature !== undefined],
  ['top-p', ({ sampling }) => sampling.topP !== undefined],
  ['top-k', ({ sampling }) => sampling.topK !== undefined],
  ['seed', ({ sampling }) => sampling.seed !== undefined],
  ['frequency-penalty', ({ sampling }) => Boolean(sampling.frequencyPenalty)],
  ['presence-penalty', ({ sampling }) => Boolean(sampling.presencePenalty)],
  ['stop', ({ sampling: { stop } }) => stop !== undefined && stop.length > 0],
  ['reasoning-effort', ({ reasoning }) => reasoning?.effort !== undefined],
  ['reasoning-budget', ({ reasoning }) => reasoning?.budgetTokens !== undefined],
  ['reasoning-summary', ({ reasoning }) => reasoning?.summary !== undefined],
  ['max-output-tokens', ({ maxOutputTokens }) => maxOutputTokens !== undefined],
  ['choices', ({ choices }) => (choices ?? 1) > 1],
  ['logprobs', ({ logprobs }) => logprobs?.enabled === true],
  ['end-user', ({ endUser }) => endUser !== undefined],
  ['metadata', ({ metadata }) => metadata !== undefined && Object.keys(metadata).length > 0],
  ['service-tier', ({ serviceTier }) => serviceTier !== undefined],
  ['cache-key', ({ cacheKey }) => cacheKey !== undefined],
];

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

function addMessageFeatures({ role, name, content, origin }: CanonicalMessage, uses: FeatureUse[]): void {
  if (role === 'system') uses.push({ feature: 'system-message', origin });
  if (role === 'developer') uses.push({ feature: 'developer-message', origin });
  if (name !== undefined) uses.push({ feature: 'message-name', origin });
  for (const part of content) addPartFeatures(part, uses);
}

function addPartFeatures(part: ContentPart, uses: FeatureUse[]): void {
  addContentFeatures(part, uses);
  addCacheFeature(part, uses);
}

function addCacheFeature(
  { cacheBreakpoint, origin }: Pick<ContentPart, 'cacheBreakpoint' | 'origin'>,
  uses: FeatureUse[],
): void {
  if (cacheBreakpoint) uses.push({ feature: 'cache-breakpoint', origin });
}

function addContentFeatures(part: ContentPart, uses: FeatureUse[]): void {
  const { origin } = part;
  switch (part.kind) {
    case 'text':
      uses.push({ feature: 'text', origin });
      break;
    case 'image':
      uses.push({ feature: IMAGE_FEATURES[part.source.kind], origin });
      if (part.detail !== undefined) uses.push({ feature: 'image-detail', origin });
      break;
    case 'document':
      uses.push({ feature: DOCUMENT_FEATURES[part.source.kind], origin });
      if (part.citations) uses.push({ feature: 'document-citations', origin });
      break;
    case 'audio':
      uses.push({ feature: 'audio-input', origin });
      break;
    case 'reasoning':
      uses.push({ feature: 'reasoning-history', origin });
      break;
    case 'refusal':
      uses.push({ feature: 'refusal-history', origin });
      break;
    case 'tool-call':
      uses.push({ feature: part.custom ? 'custom-tool' : 'tool-call-history', origin });
      break;
    case 'tool-result':
      uses.push({ feature: 'tool-result', origin });
      if (part.isError) uses.push({ feature: 'tool-result-error', origin });
      if (part.content.some(({ kind }) => kind !== 'text')) uses.push({ feature: 'tool-result-media', origin });
      for (const inner of part.content) addPartFeatures(inner, uses);
      break;
    default:
      assertNever(part);
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
