import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.js';
import type { WireFormat } from '../protocols/dialect.js';
import { classifyHttpFailure } from './failure-verdict.js';
import { jsonPost } from './json-post.js';
import type { UpstreamCall, UpstreamFailure, UpstreamRequest, Verdict, VendorError } from './provider.js';

/** The methods of a model, of the Gemini API and of Vertex AI alike. A stream is always asked for as events. */
export function googleMethod(format: WireFormat, stream: boolean): string {
  switch (format) {
    case 'gemini':
      return stream ? ':streamGenerateContent?alt=sse' : ':generateContent';
    case 'gemini-count-tokens':
      return ':countTokens';
    case 'gemini-embeddings':
      return ':batchEmbedContents';
    default:
      throw new Error(`Google's models have no method for ${format}`);
  }
}

/** A request with everything but the address; the body is the call's. */
export function prepareGoogle(call: UpstreamCall, address: Pick<UpstreamRequest, 'origin' | 'path'>): UpstreamRequest {
  return jsonPost(call, { ...address, streamType: 'text/event-stream' });
}

/** `{"error": {code, message, status, details}}`; a stream that was refused may say it in a list of one. */
export function readGoogleError(status: number, body: string): VendorError {
  const error = errorIn(body);
  const message = error?.['message'];
  const code = error?.['status'] ?? error?.['type'];
  return {
    message: typeof message === 'string' && message !== '' ? message : `The provider answered ${status}.`,
    code: typeof code === 'string' ? code : null,
  };
}

/**
 * As everywhere, and two things of Google's own: a key that it does not know is a 400, which another target may not have,
 * and the time to wait stands in the body.
 */
export function classifyGoogleFailure(failure: UpstreamFailure): Verdict {
  const verdict = classifyHttpFailure(failure);
  if (failure.kind !== 'status') return verdict;
  const details = detailsIn(failure.body);
  if (failure.status === 400 && details.some(({ reason }) => reason === 'API_KEY_INVALID')) {
    return { retry: 'next-target', tripsBreaker: false, ownTrouble: true };
  }
  if (verdict.retry === 'never' || verdict.retryAfterMs !== undefined) return verdict;
  const delay = details.map(({ retryDelay }) => milliseconds(retryDelay)).find((known) => known !== undefined);
  return delay === undefined ? verdict : { ...verdict, retryAfterMs: delay };
}

/** google.protobuf.Duration as JSON: "34.4s". */
function milliseconds(duration: JsonValue | undefined): number | undefined {
  const seconds = typeof duration === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(duration)?.[1] : undefined;
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}

function detailsIn(body: string): JsonObject[] {
  const details = errorIn(body)?.['details'];
  return Array.isArray(details) ? details.filter(isJsonObject) : [];
}

function errorIn(body: string): JsonObject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const answer: unknown = Array.isArray(value) ? value[0] : value;
  return isJsonObject(answer) && isJsonObject(answer['error']) ? answer['error'] : undefined;
}
