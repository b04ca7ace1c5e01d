import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.js';
import type { WireFormat } from './dialect.js';

/** What of a body decides whether its answer may be given again. */
export interface Repetition {
  /** Its bytes say all, and its answer is all that comes of it: nothing is kept, run or looked up at the vendor. */
  readonly standsAlone: (body: JsonObject) => boolean;
  /** Asked twice, it means the same answer: the coldest temperature, or a seed. */
  readonly isRepeatable: (body: JsonObject) => boolean;
}

const always = () => true;

/** `null` where an answer is never given again. */
const REPETITION = {
  'openai-chat': {
    standsAlone: (body) =>
      asksForOne(body['n']) &&
      body['store'] !== true &&
      isAbsent(body['web_search_options']) &&
      isAbsent(body['plugins']) &&
      areTools(body['tools'], isFunction),
    isRepeatable: (body) => isCold(body['temperature']) || isSeed(body['seed']),
  },
  'openai-responses': {
    standsAlone: (body) =>
      // What is kept can be continued, shown and deleted by its id: each answer needs one of its own.
      body['store'] === false &&
      body['background'] !== true &&
      isAbsent(body['previous_response_id']) &&
      isAbsent(body['conversation']) &&
      isAbsent(body['prompt']) &&
      !refersToItems(body['input']) &&
      areTools(body['tools'], isFunction),
    isRepeatable: (body) => isCold(body['temperature']),
  },
  'openai-completions': {
    standsAlone: (body) => asksForOne(body['n']) && asksForOne(body['best_of']),
    isRepeatable: (body) => isCold(body['temperature']) || isSeed(body['seed']),
  },
  'anthropic-messages': {
    standsAlone: (body) =>
      isAbsent(body['container']) && isAbsent(body['mcp_servers']) && areTools(body['tools'], isRunByTheClient),
    isRepeatable: (body) => isCold(body['temperature']),
  },
  gemini: {
    standsAlone: (body) => {
      const settings = generationConfig(body);
      return (
        asksForOne(settings['candidateCount'] ?? settings['candidate_count']) &&
        isAbsent(body['cachedContent'] ?? body['cached_content']) &&
        areTools(body['tools'], declaresFunctions)
      );
    },
    isRepeatable: (body) => {
      const settings = generationConfig(body);
      return isCold(settings['temperature']) || isSeed(settings['seed']);
    },
  },
  'ollama-chat': { standsAlone: always, isRepeatable: hasRepeatableOptions },
  'ollama-generate': { standsAlone: always, isRepeatable: hasRepeatableOptions },
  'openai-embeddings': { standsAlone: always, isRepeatable: always },
  'gemini-embeddings': { standsAlone: always, isRepeatable: always },
  'ollama-embed': { standsAlone: always, isRepeatable: always },
  'openai-moderations': { standsAlone: always, isRepeatable: always },
  rerank: { standsAlone: always, isRepeatable: always },
  'openai-images': null,
  'openai-image-edits': null,
  'openai-transcriptions': null,
  'openai-speech': null,
  'anthropic-count-tokens': null,
  'gemini-count-tokens': null,
  'bedrock-converse': null,
} satisfies Record<WireFormat, Repetition | null>;

export function repetitionOf(format: WireFormat): Repetition | null {
  return REPETITION[format];
}

function isAbsent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null;
}

function isCold(temperature: JsonValue | undefined): boolean {
  return temperature === 0;
}

function isSeed(seed: JsonValue | undefined): boolean {
  return Number.isInteger(seed);
}

/** Several answers are asked for in order to compare them. */
function asksForOne(count: JsonValue | undefined): boolean {
  return isAbsent(count) || count === 1;
}

/** A vendor's own tools search and compute when they are called; tools of the client are only named in the answer. */
function areTools(tools: JsonValue | undefined, isClients: (tool: JsonObject) => boolean): boolean {
  if (isAbsent(tools)) return true;
  return Array.isArray(tools) && tools.every((tool) => isJsonObject(tool) && isClients(tool));
}

function isFunction({ type }: JsonObject): boolean {
  return type === 'function' || type === 'custom';
}

/** https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview: the last four are run by the client as well. */
function isRunByTheClient({ type }: JsonObject): boolean {
  return isAbsent(type) || (typeof type === 'string' && /^(custom$|(bash|text_editor|computer|memory)_\d)/.test(type));
}

function declaresFunctions(tool: JsonObject): boolean {
  return Object.keys(tool).every((key) => key === 'functionDeclarations' || key === 'function_declarations');
}

function refersToItems(input: JsonValue | undefined): boolean {
  return Array.isArray(input) && input.some((item) => isJsonObject(item) && item['type'] === 'item_reference');
}

function generationConfig(body: JsonObject): JsonObject {
  const settings = body['generationConfig'] ?? body['generation_config'];
  return isJsonObject(settings) ? settings : {};
}

function hasRepeatableOptions({ options }: JsonObject): boolean {
  return isJsonObject(options) && (isCold(options['temperature']) || isSeed(options['seed']));
}
