import { expect, test } from './fixtures.ts';

const words = expect.any(String) as string;
const OPENAI = { error: { message: words, type: words, code: words, param: null } };
const ANTHROPIC = { type: 'error', error: { type: words, message: words } };
const GOOGLE = { error: { code: expect.any(Number) as number, message: words, status: words } };
const OLLAMA = { error: words };

const DOORS = [
  ['/v1/chat/completions', OPENAI],
  ['/v1/responses', OPENAI],
  ['/v1/embeddings', OPENAI],
  ['/v1/messages', ANTHROPIC],
  ['/v1/messages/count_tokens', ANTHROPIC],
  ['/v1beta/models/echo:generateContent', GOOGLE],
  ['/v1beta/models/echo:countTokens', GOOGLE],
  ['/v1/models/echo:streamGenerateContent', GOOGLE],
  ['/api/chat', OLLAMA],
  ['/api/generate', OLLAMA],
  ['/api/embed', OLLAMA],
] as const;

const JSON_TYPE = 'application/json';

test.override('env', { BODY_LIMIT_BYTES: '4096' });

test.for(DOORS)('%s', async ([path, envelope], { gateway, apiKey, upstream }) => {
  const post = (url: string, { key = apiKey, type = JSON_TYPE, body = '{}' } = {}) =>
    fetch(gateway.url + url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': type },
      body,
    });
  // Under version 1 only what is posted to a method is known to be meant for Google.
  const beta = path.replace('/v1/models/', '/v1beta/models/');
  const refusals: [number, Response][] = [
    [401, await post(path, { key: '' })],
    [401, await post(path, { key: 'aig_wrong' })],
    [404, await post(`${beta}/nothing`)],
    [404, await fetch(gateway.url + beta, { method: 'PUT', headers: { authorization: `Bearer ${apiKey}` } })],
    [415, await post(path, { type: 'text/xml', body: '<a/>' })],
    [413, await post(path, { body: JSON.stringify({ text: 'a'.repeat(5000) }) })],
    [400, await post(path, { body: '{' })],
    // A query or a slash behind it is the same door.
    [400, await post(`${path}?beta=true`, { body: '[]' })],
    [400, await post(beta.includes(':') ? beta : `${beta}/`, { body: '[]' })],
  ];
  for (const [status, response] of refusals) {
    const body: unknown = await response.json();
    expect({ status: response.status, body }).toMatchObject({ status, body: envelope });
    expect(response.headers.get('x-request-id')).not.toBeNull();
    expect(response.headers.get('x-gateway-error')).not.toBeNull();
  }
  expect(upstream.requests).toEqual([]);
});
