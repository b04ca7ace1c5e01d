import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import type { WireFormat } from '../protocols/dialect.js';
import { endpointOf } from './endpoint.js';
import type {
  ListedModel,
  ProviderInstance,
  StoredAnswerQuestion,
  UpstreamCall,
  UpstreamRequest,
  VendorError,
} from './provider.js';

const fixedHeaders = new WeakMap<ProviderInstance, readonly string[]>();

/** Where OpenAI and its compatibles take each format, after the base URL. */
const PATHS: Readonly<Partial<Record<WireFormat, string>>> = {
  'openai-responses': '/responses',
  'openai-embeddings': '/embeddings',
  'openai-completions': '/completions',
  'openai-moderations': '/moderations',
  'openai-images': '/images/generations',
  'openai-image-edits': '/images/edits',
  'openai-transcriptions': '/audio/transcriptions',
  'openai-speech': '/audio/speech',
  rerank: '/rerank',
};

/** What OpenAI's own service and every compatible server have in common on the wire. */
export function prepareOpenAi(call: UpstreamCall, extraHeaders: readonly string[] = []): UpstreamRequest {
  const { instance } = call;
  const { origin, basePath } = endpointOf(instance);
  let fixed = fixedHeaders.get(instance);
  if (fixed === undefined) {
    fixed = [
      'content-type',
      'application/json',
      ...extraHeaders,
      ...Object.entries(instance.quirks.defaultHeaders).flat(),
    ];
    fixedHeaders.set(instance, fixed);
  }
  const path = call.format === 'openai-chat' ? instance.quirks.chatPath : PATHS[call.format];
  if (path === undefined) throw new Error(`OpenAI's API has no place for ${call.format}`);
  return {
    origin,
    path: basePath + path,
    method: 'POST',
    headers: [
      ...fixed,
      'accept',
      call.stream ? 'text/event-stream' : 'application/json',
      'x-request-id',
      call.requestId,
      ...call.protocolHeaders,
    ],
    body: call.body,
  };
}

/** Answers that were given with `store`: `/responses/{id}`, https://platform.openai.com/docs/api-reference/responses/get */
export function prepareStoredAnswer(
  instance: ProviderInstance,
  { method, path, requestId }: StoredAnswerQuestion,
  extraHeaders: readonly string[] = [],
): UpstreamRequest {
  const { origin, basePath } = endpointOf(instance);
  return {
    origin,
    path: `${basePath}/responses${path}`,
    method,
    headers: [
      'accept',
      'application/json',
      'x-request-id',
      requestId,
      ...extraHeaders,
      ...Object.entries(instance.quirks.defaultHeaders).flat(),
    ],
    body: null,
  };
}

export function prepareModels(instance: ProviderInstance): UpstreamRequest {
  const { origin, basePath } = endpointOf(instance);
  return {
    origin,
    path: basePath + instance.quirks.modelsPath,
    method: 'GET',
    headers: ['accept', 'application/json', ...Object.entries(instance.quirks.defaultHeaders).flat()],
    body: null,
  };
}

/** `{"data": [{"id", "created", "owned_by"}]}`; some servers answer the bare list. */
export function readModels(body: JsonObject | unknown[]): ListedModel[] {
  const rows: unknown = Array.isArray(body) ? body : body['data'];
  if (!Array.isArray(rows)) return [];
  return rows.filter(isJsonObject).flatMap((row) => {
    const { id, created, owned_by: ownedBy } = row;
    if (typeof id !== 'string') return [];
    return [
      {
        id,
        created: typeof created === 'number' ? created : 0,
        ownedBy: typeof ownedBy === 'string' ? ownedBy : 'unknown',
      },
    ];
  });
}

/**
 * Error bodies of the OpenAI family: `{"error": {message, type, param, code}}`, and the variants seen in recorded
 * traffic: xAI's `{"code", "error": "text"}`, Mistral's flat object, FastAPI's `{"detail"}`.
 */
export function readOpenAiError(status: number, body: string): VendorError {
  const parsed = parseObject(body);
  if (parsed === null) {
    const text = body.trim();
    if (text === '') return { message: `The provider answered ${status} without a body.` };
    // Proxies and edges in between answer with pages; their markup helps nobody.
    if (text.startsWith('<'))
      return { message: `The provider answered ${status} with a page instead of its protocol.` };
    return { message: text.slice(0, 500) };
  }
  const nested = parsed['error'];
  const source = isJsonObject(nested) ? nested : parsed;
  const message = [source['message'], nested, source['detail'], parsed['message']].find(
    (candidate): candidate is string => typeof candidate === 'string' && candidate !== '',
  );
  const text = (key: string) => (typeof source[key] === 'string' ? source[key] : undefined);
  const code = source['code'];
  return {
    message: message ?? `The provider answered ${status}.`,
    type: text('type'),
    param: text('param') ?? null,
    code: typeof code === 'number' ? String(code) : typeof code === 'string' ? code : null,
  };
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
