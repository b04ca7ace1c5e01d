import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import type { WireFormat } from '../protocols/dialect.js';
import { endpointOf } from './endpoint.js';
import type { ListedModel, ProviderInstance, StoredAnswerQuestion, UpstreamCall, UpstreamRequest } from './provider.js';

export { readOpenAiError } from './openai-error.js';

/** What every request to a vendor says beside its own headers; made once an instance. */
export type ExtraHeaders = (instance: ProviderInstance) => readonly string[];

const noHeaders: ExtraHeaders = () => [];
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

/** Answers that are sound or text as well as JSON. */
const ANSWERS_OF_ANY_TYPE: ReadonlySet<WireFormat> = new Set(['openai-speech', 'openai-transcriptions']);

/** What OpenAI's own service and every compatible server have in common on the wire. */
export function prepareOpenAi(call: UpstreamCall, extraHeaders: ExtraHeaders = noHeaders): UpstreamRequest {
  const { instance } = call;
  const { origin, basePath } = endpointOf(instance);
  const path = call.format === 'openai-chat' ? instance.quirks.chatPath : PATHS[call.format];
  if (path === undefined) throw new Error(`OpenAI's API has no place for ${call.format}`);
  return {
    origin,
    path: basePath + path,
    method: 'POST',
    headers: [
      'content-type',
      call.contentType,
      ...fixedHeadersOf(instance, extraHeaders),
      'accept',
      acceptedBy(call),
      'x-request-id',
      call.requestId,
      ...call.protocolHeaders,
    ],
    body: call.body,
  };
}

function fixedHeadersOf(instance: ProviderInstance, extraHeaders: ExtraHeaders): readonly string[] {
  let fixed = fixedHeaders.get(instance);
  if (fixed === undefined) {
    fixed = [...extraHeaders(instance), ...Object.entries(instance.quirks.defaultHeaders).flat()];
    fixedHeaders.set(instance, fixed);
  }
  return fixed;
}

function acceptedBy({ format, stream }: UpstreamCall): string {
  if (ANSWERS_OF_ANY_TYPE.has(format)) return '*/*';
  return stream ? 'text/event-stream' : 'application/json';
}

/** Answers that were given with `store`: `/responses/{id}`, https://platform.openai.com/docs/api-reference/responses/get */
export function prepareStoredAnswer(
  instance: ProviderInstance,
  { method, path, requestId }: StoredAnswerQuestion,
  extraHeaders: ExtraHeaders = noHeaders,
): UpstreamRequest {
  const { origin, basePath } = endpointOf(instance);
  return {
    origin,
    path: `${basePath}/responses${path}`,
    method,
    headers: ['accept', 'application/json', 'x-request-id', requestId, ...fixedHeadersOf(instance, extraHeaders)],
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
