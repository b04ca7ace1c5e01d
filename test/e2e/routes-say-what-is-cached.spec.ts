import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import type { FakeUpstream } from '../fakes/upstream.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import type { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './fixtures.ts';

const route = (model: string, cache: string) =>
  `  - { model: ${model}, targets: [{ provider: openai, model: gpt-fake }], cache: ${cache} }`;

const ROUTES = [
  'routes:',
  route('gpt-always', '{ mode: read-write }'),
  route('gpt-any', '{ mode: read-write, anyRequest: true }'),
  route('gpt-reads', '{ mode: read }'),
  route('gpt-never', '{ mode: off }'),
  '',
].join('\n');

const test = base.override('env', () => ({ GATEWAY_CONFIG: new GatewayFile(ROUTES).path }));

interface There {
  readonly gateway: Gateway;
  readonly apiKey: string;
  readonly upstream: FakeUpstream;
}

/** What the client hears of the cache when it asks this twice. */
async function twice(
  { gateway, apiKey, upstream }: There,
  model: string,
  { wish, more = { temperature: 0 } }: { wish?: string; more?: object } = {},
): Promise<(string | null)[]> {
  upstream.on('openai.chat', json(chatCompletion()));
  const heard: (string | null)[] = [];
  const body = { model, messages: [{ role: 'user', content: `${model} ${wish} ${JSON.stringify(more)}` }], ...more };
  const headers: Record<string, string> = wish === undefined ? {} : { 'x-gateway-cache': wish };
  for (let times = 0; times < 2; times += 1) {
    const response = await rawChat(gateway, apiKey, body, { headers });
    expect(response.status).toBe(200);
    heard.push(response.headers.get('x-gateway-cache'));
    await response.text();
  }
  return heard;
}

test('a route that caches does so without being asked, and clients may take less', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  const there = { gateway, apiKey, upstream };
  expect(await twice(there, 'gpt-always')).toEqual(['miss', 'hit']);
  expect(await twice(there, 'gpt-always', { wish: 'read' })).toEqual(['miss', 'miss']);
  expect(await twice(there, 'gpt-always', { wish: 'off' })).toEqual([null, null]);
  expect(await twice(there, 'gpt-always', { more: { temperature: 1 } })).toEqual([null, null]);
});

test('a route may take any request, but none that leaves something behind', async ({ gateway, apiKey, upstream }) => {
  const there = { gateway, apiKey, upstream };
  expect(await twice(there, 'gpt-any', { more: { temperature: 1 } })).toEqual(['miss', 'hit']);
  expect(await twice(there, 'gpt-any', { more: { store: true } })).toEqual([null, null]);
});

test('clients never get more than a route gives', async ({ gateway, apiKey, upstream }) => {
  const there = { gateway, apiKey, upstream };
  expect(await twice(there, 'gpt-reads', { wish: 'read-write' })).toEqual(['miss', 'miss']);
  expect(await twice(there, 'gpt-reads', { wish: 'write' })).toEqual([null, null]);
  expect(await twice(there, 'gpt-never', { wish: 'read-write' })).toEqual([null, null]);
});
