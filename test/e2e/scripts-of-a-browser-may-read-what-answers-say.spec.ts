import { writeFileSync } from 'node:fs';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { newDataDirectory } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const file = `${newDataDirectory()}/gateway.yaml`;
writeFileSync(
  file,
  'routes:\n  - { model: fast, targets: [{ provider: openai, model: gpt-fake }] }\nlimits:\n  key: { tokensPerMinute: 1000000 }\n',
);

test.override('env', { CORS_ORIGINS: 'https://app.example', GATEWAY_CONFIG: file });

test('every header of ours is exposed', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const body = { model: 'fast', temperature: 0, messages: [{ role: 'user', content: 'Hi.' }] };
  const headers = { origin: 'https://app.example', 'x-gateway-cache': 'read-write', 'x-session-id': 's' };
  const seen = new Set<string>();
  let exposed: readonly string[] = [];
  for (const result of ['miss', 'hit']) {
    const response = await rawChat(gateway, apiKey, body, { headers });
    expect(response.headers.get('x-gateway-cache')).toBe(result);
    exposed = (response.headers.get('access-control-expose-headers') ?? '').split(/, */);
    for (const name of response.headers.keys()) if (/^x-|^age$/.test(name)) seen.add(name);
    await response.text();
  }
  expect([...seen]).toEqual(expect.arrayContaining(['age', 'x-gateway-affinity', 'x-ratelimit-remaining-tokens']));
  expect([...seen].filter((name) => !exposed.includes(name))).toEqual([]);
});
