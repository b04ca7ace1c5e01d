import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { EVERY_CAPABILITY } from '../../protocols/canonical/capabilities.js';
import type { WireFormat } from '../../protocols/dialect.js';
import { endpointOf, withHeader } from '../endpoint.js';
import { classifyHttpFailure, readRetryAfterMs } from '../failure-verdict.js';
import { readOpenAiError } from '../openai-shape.js';
import { jsonPost } from '../json-post.js';
import type { ListedModel, ProviderAdapter, UpstreamFailure, Verdict } from '../provider.js';

/** Required on every call; a client of this dialect sends its own. https://platform.claude.com/docs/en/api/versioning */
const VERSION = ['anthropic-version', '2023-06-01'] as const;

/** The API's own status for "too many at once", https://platform.claude.com/docs/en/api/errors */
const OVERLOADED = 529;

const PATHS: Readonly<Partial<Record<WireFormat, string>>> = {
  'anthropic-messages': '/v1/messages',
  'anthropic-count-tokens': '/v1/messages/count_tokens',
};

const FORMATS: ReturnType<ProviderAdapter['formats']> = ['anthropic-messages', 'anthropic-count-tokens'];

export const anthropicAdapter: ProviderAdapter = {
  kind: 'anthropic',
  formats: () => FORMATS,
  // What its models cannot do is the dialect's matter: it knows them by name.
  capabilities: () => EVERY_CAPABILITY,
  prepare(call) {
    const { origin, basePath } = endpointOf(call.instance);
    const path = PATHS[call.format];
    if (path === undefined) throw new Error(`Anthropic's API has no place for ${call.format}`);
    const { protocolHeaders } = call;
    const said = protocolHeaders.includes(VERSION[0]) ? protocolHeaders : [...VERSION, ...protocolHeaders];
    return jsonPost(call, { origin, path: basePath + path, streamType: 'text/event-stream' }, said);
  },
  authorize: (request, { credentials: { apiKey } }) =>
    apiKey === undefined ? request : withHeader(request, 'x-api-key', apiKey.reveal()),
  classify,
  // `{"type": "error", "error": {type, message}}`, and the same without `type` from the edge (413): both are shapes of
  // the common reader.
  readError: readOpenAiError,
  models: {
    request(instance) {
      const { origin, basePath } = endpointOf(instance);
      return {
        origin,
        path: `${basePath}/v1/models?limit=1000`,
        method: 'GET',
        headers: ['accept', 'application/json', ...VERSION],
        body: null,
      };
    },
    read: readModels,
  },
  // The official SDKs show it as the answer's own id. The account's headers (organisation, limits) stay here.
  passedOnHeaders: ['request-id'],
};

/** Overload is this vendor's trouble as a whole: waiting a moment there helps less than asking elsewhere. */
function classify(failure: UpstreamFailure): Verdict {
  if (failure.kind !== 'status' || !isOverload(failure)) return classifyHttpFailure(failure);
  return { retry: 'next-target', retryAfterMs: readRetryAfterMs(failure.headers), tripsBreaker: true };
}

function isOverload({ status, body }: Extract<UpstreamFailure, { kind: 'status' }>): boolean {
  return status === OVERLOADED || (status >= 500 && body.includes('"overloaded_error"'));
}

/** `{"data": [{"id", "created_at"}]}`, times in RFC 3339. */
function readModels(body: JsonObject): ListedModel[] {
  const rows = body['data'];
  if (!Array.isArray(rows)) return [];
  return rows.filter(isJsonObject).flatMap(({ id, created_at: createdAt }) => {
    if (typeof id !== 'string') return [];
    const created = typeof createdAt === 'string' ? Date.parse(createdAt) : Number.NaN;
    return [{ id, created: Number.isNaN(created) ? 0 : Math.floor(created / 1000), ownedBy: 'anthropic' }];
  });
}
