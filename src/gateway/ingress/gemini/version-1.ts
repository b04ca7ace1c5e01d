import type { IncomingMessage } from 'node:http';

const VERSION_1 = '/v1';
const MODELS = '/v1/models';
const METHOD = /^\/v1\/models\/[^?]+:\w+(?:\?|$)/;

/**
 * Google's SDK asks for `/v1` unless told otherwise, where OpenAI's models are. Posting to a method behind a colon, or the
 * header of Google's keys, tells its requests apart; they go to the same doors as those for `/v1beta`.
 */
export function withoutVersion1(request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): string {
  const { method, url = '/', headers } = request;
  if (!url.startsWith(MODELS)) return url;
  const isGoogle = headers['x-goog-api-key'] !== undefined || (method === 'POST' && METHOD.test(url));
  return isGoogle ? `/v1beta${url.slice(VERSION_1.length)}` : url;
}
