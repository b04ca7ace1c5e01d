import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import type { FakeUpstream } from '../fakes/upstream.ts';
import type { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

/** What one request came to: what the client heard of the cache, and which answer of the vendor it got. */
async function ask(
  { gateway, apiKey, upstream }: { gateway: Gateway; apiKey: string; upstream: FakeUpstream },
  prompt: string,
  wish: string | null,
  more: object = { temperature: 0 },
): Promise<[cache: string | null, answer: number]> {
  const turn = upstream.requests.length + 1;
  upstream.on('openai.chat', json(chatCompletion({ content: `answer ${turn}` })));
  const body = { model: 'gpt-fake', messages: [{ role: 'user', content: prompt }], ...more };
  const headers: Record<string, string> = wish === null ? {} : { 'x-gateway-cache': wish };
  const response = await rawChat(gateway, apiKey, body, { headers });
  expect(response.status).toBe(200);
  return [response.headers.get('x-gateway-cache'), Number(/answer (\d+)/.exec(await response.text())?.[1])];
}

test('without a word nothing is cached', async ({ gateway, apiKey, upstream }) => {
  const there = { gateway, apiKey, upstream };
  expect(await ask(there, 'Silent?', null)).toEqual([null, 1]);
  expect(await ask(there, 'Silent?', null)).toEqual([null, 2]);
  expect(await ask(there, 'Silent?', 'read')).toEqual(['miss', 3]);
});

test('"read" takes and leaves nothing, "write" leaves and takes nothing', async ({ gateway, apiKey, upstream }) => {
  const there = { gateway, apiKey, upstream };
  expect(await ask(there, 'Each?', 'read')).toEqual(['miss', 1]);
  expect(await ask(there, 'Each?', 'read')).toEqual(['miss', 2]);
  expect(await ask(there, 'Each?', 'write')).toEqual([null, 3]);
  expect(await ask(there, 'Each?', 'read')).toEqual(['hit', 3]);
  // A new answer takes the place of the old one.
  expect(await ask(there, 'Each?', 'write')).toEqual([null, 4]);
  expect(await ask(there, 'Each?', 'read-write')).toEqual(['hit', 4]);
  expect(await ask(there, 'Each?', 'off')).toEqual([null, 5]);
});

test('an answer that may differ each time is asked for each time', async ({ gateway, apiKey, upstream }) => {
  const there = { gateway, apiKey, upstream };
  for (const warm of [{}, { temperature: 0.7 }, { temperature: 0, n: 2 }, { temperature: 0, store: true }]) {
    const prompt = JSON.stringify(warm);
    const [first] = await ask(there, prompt, 'read-write', warm);
    const [second] = await ask(there, prompt, 'read-write', warm);
    expect([first, second]).toEqual([null, null]);
  }
  expect((await ask(there, 'Seeded?', 'read-write', { seed: 7 }))[0]).toBe('miss');
  expect((await ask(there, 'Seeded?', 'read-write', { seed: 7 }))[0]).toBe('hit');
  expect((await ask(there, 'Seeded?', 'read-write', { seed: 8 }))[0]).toBe('miss');
});

test.for(['yes', 'READ', 'read, write', ''])('"%s" is refused by name', async (wish, { gateway, apiKey, upstream }) => {
  const body = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }] };
  const response = await rawChat(gateway, apiKey, body, { headers: { 'x-gateway-cache': wish } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'invalid_field', param: 'x-gateway-cache' } });
  expect(upstream.requests).toHaveLength(0);
});
