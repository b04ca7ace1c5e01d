import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderInstance, UpstreamCall } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';
import { anthropicAdapter } from './anthropic.adapter.js';
import { anthropicEnvironment, anthropicProviders } from './anthropic.environment.js';

const INSTANCE: ProviderInstance = {
  name: 'anthropic',
  kind: 'anthropic',
  baseUrl: 'https://api.example/proxy',
  credentials: { apiKey: new Secret('sk-ant-1') },
  quirks: NO_QUIRKS,
};
const CALL: UpstreamCall = {
  instance: INSTANCE,
  format: 'anthropic-messages',
  model: 'claude',
  stream: true,
  body: Buffer.from('{}'),
  requestId: 'req_1',
  contentType: 'application/json',
  protocolHeaders: [],
};

const headersOf = (list: readonly string[]) =>
  Object.fromEntries(list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1]]] : [])));

describe('a request', () => {
  it('goes to the path of its format under the base URL, with the version', () => {
    const request = anthropicAdapter.prepare(CALL);
    expect(request).toMatchObject({ origin: 'https://api.example', path: '/proxy/v1/messages', method: 'POST' });
    expect(headersOf(request.headers)).toMatchObject({
      'anthropic-version': '2023-06-01',
      accept: 'text/event-stream',
      'x-request-id': 'req_1',
    });
    expect(anthropicAdapter.prepare({ ...CALL, format: 'anthropic-count-tokens' }).path).toBe(
      '/proxy/v1/messages/count_tokens',
    );
  });

  it('keeps the client’s own version, once', () => {
    const protocolHeaders = ['anthropic-version', '2030-01-01', 'anthropic-beta', 'x'];
    const { headers } = anthropicAdapter.prepare({ ...CALL, protocolHeaders });
    expect(headers.filter((name) => name === 'anthropic-version')).toHaveLength(1);
    expect(headersOf(headers)).toMatchObject({ 'anthropic-version': '2030-01-01', 'anthropic-beta': 'x' });
  });

  it('is free of secrets until it is authorised', async () => {
    const prepared = anthropicAdapter.prepare(CALL);
    expect(JSON.stringify(prepared)).not.toContain('sk-ant-1');
    const authorised = await anthropicAdapter.authorize(prepared, INSTANCE);
    expect(headersOf(authorised.headers)).toMatchObject({ 'x-api-key': 'sk-ant-1' });
  });

  it('goes without a key to servers that want none', async () => {
    const prepared = anthropicAdapter.prepare(CALL);
    expect(await anthropicAdapter.authorize(prepared, { ...INSTANCE, credentials: {} })).toBe(prepared);
  });
});

it.for<[number, string, object]>([
  [529, '', { retry: 'next-target', tripsBreaker: true }],
  [
    503,
    '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
    { retry: 'next-target', tripsBreaker: true },
  ],
  [500, '', { retry: 'same-target', tripsBreaker: true }],
  [429, '', { retry: 'next-target', retryAfterMs: 17_000, tripsBreaker: false }],
  [400, '', { retry: 'never', tripsBreaker: false }],
])('%d is judged', ([status, body, verdict]) => {
  const headers = { 'retry-after': '17' };
  expect(anthropicAdapter.classify({ kind: 'status', status, headers, body }, INSTANCE)).toMatchObject(verdict);
});

it('errors are read in both of their shapes', () => {
  const error = { type: 'request_too_large', message: 'Request exceeds the maximum size' };
  for (const body of [{ type: 'error', error, request_id: 'r' }, { error }]) {
    expect(anthropicAdapter.readError(413, JSON.stringify(body))).toMatchObject(error);
  }
});

it('models are asked for in one page and read with their time', () => {
  expect(anthropicAdapter.models.request(INSTANCE).path).toBe('/proxy/v1/models?limit=1000');
  const rows = [{ type: 'model', id: 'claude-1', created_at: '2026-01-01T00:00:00Z' }, { id: 'claude-2' }, { id: 3 }];
  expect(anthropicAdapter.models.read({ data: rows })).toEqual([
    { id: 'claude-1', created: 1_767_225_600, ownedBy: 'anthropic' },
    { id: 'claude-2', created: 0, ownedBy: 'anthropic' },
  ]);
});

describe('the environment', () => {
  const providers = (env: Record<string, string>) => anthropicProviders(z.object(anthropicEnvironment).parse(env));

  it.for<[string, Record<string, string>, string[]]>([
    ['nothing', {}, []],
    ['a key', { ANTHROPIC_API_KEY: 'k' }, ['https://api.anthropic.com']],
    ['a base URL', { ANTHROPIC_BASE_URL: 'http://localhost:8000/' }, ['http://localhost:8000']],
    [
      'a base URL with the version in it',
      { ANTHROPIC_BASE_URL: 'http://localhost:8000/v1/' },
      ['http://localhost:8000'],
    ],
  ])('%s', ([, env, urls]) => {
    expect(providers(env).map(({ baseUrl }) => baseUrl)).toEqual(urls);
  });
});
