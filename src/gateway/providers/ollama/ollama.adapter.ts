import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { Capabilities } from '../../protocols/codec.js';
import type { WireFormat } from '../../protocols/dialect.js';
import { endpointOf, withBearer } from '../endpoint.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import { readOpenAiError } from '../openai-shape.js';
import { jsonPost } from '../json-post.js';
import type { ListedModel, ProviderAdapter } from '../provider.js';

/** The native API, https://github.com/ollama/ollama/blob/main/docs/api.md: no tool_choice, no image URLs, one choice. */
const CAPABILITIES: Capabilities = {
  tools: true,
  toolChoice: false,
  parallelToolCalls: false,
  vision: true,
  imageUrls: false,
  documents: false,
  audioInput: false,
  structuredOutput: true,
  reasoning: true,
  logprobs: true,
  multipleChoices: false,
};

const FORMATS: ReturnType<ProviderAdapter['formats']> = ['ollama-chat', 'ollama-generate', 'ollama-embed'];

/** Where each format goes. */
const PATHS: Readonly<Partial<Record<WireFormat, string>>> = {
  'ollama-chat': '/api/chat',
  'ollama-embed': '/api/embed',
  'ollama-generate': '/api/generate',
};

export const ollamaAdapter: ProviderAdapter = {
  kind: 'ollama',
  formats: () => FORMATS,
  capabilities: () => CAPABILITIES,
  prepare(call) {
    const { origin, basePath } = endpointOf(call.instance);
    const path = PATHS[call.format];
    if (path === undefined) throw new Error(`Ollama's API has no place for ${call.format}`);
    return jsonPost(call, { origin, path: basePath + path, streamType: 'application/x-ndjson' });
  },
  authorize: withBearer,
  classify: classifyHttpFailure,
  passedOnHeaders: [],
  // `{"error": "text"}` is one of the shapes of the OpenAI family's reader.
  readError: readOpenAiError,
  models: {
    request(instance) {
      const { origin, basePath } = endpointOf(instance);
      return {
        origin,
        path: `${basePath}/api/tags`,
        method: 'GET',
        headers: ['accept', 'application/json'],
        body: null,
      };
    },
    read: readTags,
    card(instance, model) {
      const { origin, basePath } = endpointOf(instance);
      return {
        origin,
        path: `${basePath}/api/show`,
        method: 'POST',
        headers: ['content-type', 'application/json', 'accept', 'application/json'],
        body: Buffer.from(JSON.stringify({ model })),
      };
    },
  },
};

/** `GET /api/tags`: `{"models": [{"name", "modified_at"}]}`. */
function readTags(body: JsonObject): ListedModel[] {
  const rows = body['models'];
  if (!Array.isArray(rows)) return [];
  return rows.filter(isJsonObject).flatMap((row) => {
    const { name, modified_at: modifiedAt } = row;
    if (typeof name !== 'string') return [];
    const modified = typeof modifiedAt === 'string' ? Date.parse(modifiedAt) : Number.NaN;
    return [{ id: name, created: Number.isNaN(modified) ? 0 : Math.floor(modified / 1000), ownedBy: 'library' }];
  });
}
