import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { hasDuplicateMember } from '../../../kernel/json-bytes/duplicate-member.js';
import type { AuthenticatedRequest } from '../../auth/api-key.guard.js';
import { CACHE_WISHES, type CacheWish } from '../../cache/cache-mode.js';
import type { IngressCall } from '../../pipeline/ingress-call.js';
import type { InterruptionMode } from '../../protocols/codec.js';

const LONGEST_MODEL_NAME = 256;
/** Half of a surrogate pair has no UTF-8, so it could stand in no URL and no header. */
const UNSPEAKABLE = /[\p{Cc}\p{Cs}]/u;

/** A request past guard and body parser. */
export type ArrivedRequest = AuthenticatedRequest & { readonly rawBody: Buffer };

/** What a door alone knows of its request. */
export type Asked = Pick<IngressCall, 'dialect' | 'model' | 'stream'> & {
  /** Headers that belong to the door's own protocol and go on to targets which speak it. */
  readonly protocolHeaders?: readonly string[];
  /** Where the body is not JSON. */
  readonly contentType?: string;
};

/** A door's request as the pipeline wants it. Throws GatewayError naming the header at fault. */
export function readCall(request: ArrivedRequest, body: JsonObject, asked: Asked): IngressCall {
  const { headers } = request;
  return {
    requestId: request.id,
    dialect: asked.dialect,
    principal: request.principal,
    rawBody: request.rawBody,
    body,
    contentType: asked.contentType ?? 'application/json',
    model: asked.model,
    stream: asked.stream,
    session: readSession(headers['x-session-id']),
    tags: readTags(headers['x-gateway-tags']),
    strict: headers['x-gateway-strict'] === 'true',
    interruption: readInterruption(headers['x-gateway-stream-error']),
    cacheWish: readCacheWish(headers['x-gateway-cache']),
    protocolHeaders: asked.protocolHeaders === undefined ? NO_HEADERS : presentHeaders(headers, asked.protocolHeaders),
    receivedAt: Date.now(),
    startedAt: performance.now(),
  };
}

const NO_HEADERS: readonly string[] = [];
const NO_TAGS: readonly string[] = [];
const MOST_TAGS = 10;
const TAG = /^[\w.:/-]{1,64}$/;

/** The body as an object. Throws `invalid_body`. */
export function readBody(body: unknown): JsonObject {
  if (isJsonObject(body)) return body;
  throw new GatewayError('invalid_body', { actual: nameOf(body) });
}

/** A model's name out of the body. Throws where it is absent, odd, or there twice. */
export function readModel(body: JsonObject, rawBody: Buffer): string {
  const model = checkModel(body['model']);
  // Parsers disagree on which of two equal keys counts; what we check must be what the vendor reads.
  if (hasDuplicateMember(rawBody, 'model')) throw new GatewayError('duplicate_field', { param: 'model' });
  return model;
}

export function checkModel(model: unknown): string {
  if (model === undefined || model === null || model === '') {
    throw new GatewayError('missing_field', { param: 'model', hint: 'Name a model; GET /v1/models lists some.' });
  }
  if (typeof model !== 'string') throw invalid('model', `it must be a string, not ${nameOf(model)}`);
  if (model.length > LONGEST_MODEL_NAME) throw invalid('model', `it is longer than ${LONGEST_MODEL_NAME} characters`);
  if (UNSPEAKABLE.test(model)) throw invalid('model', 'it contains control characters or halves of characters');
  return model;
}

/** @param unsaid what the protocol means by saying nothing */
export function readStream(body: JsonObject, unsaid: boolean): boolean {
  const stream = body['stream'] ?? unsaid;
  if (typeof stream !== 'boolean') throw invalid('stream', `it must be true or false, not ${nameOf(stream)}`);
  return stream;
}

/** A required list of objects, `messages` or `contents`; what is in them is the vendor's or the codec's to judge. */
export function checkMessages(messages: unknown, param: string): void {
  if (messages === undefined || messages === null) {
    throw new GatewayError('missing_field', { param, hint: 'Send at least one message.' });
  }
  if (!Array.isArray(messages)) throw invalid(param, `it must be an array, not ${nameOf(messages)}`);
  const wrong = messages.findIndex((message) => !isJsonObject(message));
  if (wrong !== -1) throw invalid(`${param}[${wrong}]`, `it must be an object, not ${nameOf(messages[wrong])}`);
}

/** Sorted and each once, so that the same tags are the same list. */
function readTags(value: string | string[] | undefined): readonly string[] {
  if (value === undefined) return NO_TAGS;
  const tags = [
    ...new Set(
      String(value)
        .split(',')
        .map((tag) => tag.trim()),
    ),
  ]
    .filter((tag) => tag !== '')
    .sort();
  if (tags.length > MOST_TAGS) throw invalid('x-gateway-tags', `at most ${MOST_TAGS} tags are taken`);
  if (tags.every((tag) => TAG.test(tag))) return tags;
  throw invalid('x-gateway-tags', 'a tag has 1 to 64 letters, digits and ._:/-, and commas stand between them');
}

function readSession(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function readInterruption(value: string | string[] | undefined): InterruptionMode | null {
  if (value === undefined) return null;
  if (value === 'finish' || value === 'raise') return value;
  throw invalid('x-gateway-stream-error', 'it must be "finish" or "raise"');
}

function readCacheWish(value: string | string[] | undefined): CacheWish | null {
  if (value === undefined) return null;
  const wish = CACHE_WISHES.find((known) => known === value);
  if (wish !== undefined) return wish;
  throw invalid('x-gateway-cache', `it must be one of ${CACHE_WISHES.join(', ')}`);
}

function presentHeaders(headers: IncomingHttpHeaders, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [name, value] : [];
  });
}

function invalid(param: string, reason: string): GatewayError {
  return new GatewayError('invalid_field', { param, reason });
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : value === undefined ? 'nothing' : `a ${typeof value}`;
}
