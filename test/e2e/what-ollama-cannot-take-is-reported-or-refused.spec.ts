import { BadRequestError, NotFoundError } from 'openai';
import { ollamaDone } from '../fakes/upstream/ollama.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'llama-fake', messages: [{ role: 'user' as const, content: 'Hi.' }] };

test('what only tunes is dropped and named in a header', async ({ gateway, apiKey, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'Hello.' })));
  const response = await rawChat(gateway, apiKey, { ...QUESTION, service_tier: 'flex', store: true, made_up_knob: 1 });
  expect(response.status).toBe(200);
  const dropped = response.headers.get('x-gateway-dropped-params') ?? '';
  for (const field of ['service_tier', 'store', 'made_up_knob']) expect(dropped).toContain(field);
  expect(upstream.requestTo('ollama.chat').text).not.toContain('made_up_knob');
});

test('a request without losses has no such header', async ({ gateway, apiKey, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'Hello.' })));
  const response = await rawChat(gateway, apiKey, QUESTION);
  expect(response.headers.get('x-gateway-dropped-params')).toBeNull();
});

test.for([
  ['xhigh', 'high'],
  ['minimal', 'low'],
])(
  'a reasoning effort that becomes another one is reported: %s',
  async ([effort, sent], { gateway, apiKey, upstream }) => {
    upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'Hello.' })));
    const response = await rawChat(gateway, apiKey, { ...QUESTION, reasoning_effort: effort });
    expect(response.headers.get('x-gateway-dropped-params')).toBe('reasoning_effort');
    expect(upstream.requestTo('ollama.chat').json()).toMatchObject({ think: sent });
  },
);

// Complaint: parameters were dropped for Ollama (https://github.com/maximhq/bifrost/issues/6132).
test('no setting that Ollama has is lost on the way', async ({ gateway, apiKey, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'Hello.' })));
  const settings = { temperature: 0, top_p: 0.5, top_k: 4, seed: 0, frequency_penalty: 0.1, presence_penalty: 0.2 };
  const response = await rawChat(gateway, apiKey, {
    ...QUESTION,
    ...settings,
    max_tokens: 5,
    stop: 'END',
    logprobs: true,
  });
  expect(response.headers.get('x-gateway-dropped-params')).toBeNull();
  expect(upstream.requestTo('ollama.chat').json()).toMatchObject({
    options: { ...settings, num_predict: 5, stop: ['END'] },
    logprobs: true,
  });
});

test('what would change the answer is refused by name, and never sent', async ({ openai, upstream }) => {
  const call = openai.chat.completions.create({ ...QUESTION, n: 3 });
  await expect(call).rejects.toBeInstanceOf(BadRequestError);
  await expect(call).rejects.toMatchObject({ status: 400, param: 'n', code: 'unsupported_parameter' });
  expect(upstream.requests).toEqual([]);
});

test('strict mode refuses what would have been dropped', async ({ gateway, apiKey, upstream }) => {
  const response = await rawChat(
    gateway,
    apiKey,
    { ...QUESTION, service_tier: 'flex' },
    { headers: { 'x-gateway-strict': 'true' } },
  );
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { param: 'service_tier' } });
  expect(upstream.requests).toEqual([]);
});

test("a model that Ollama lacks is a NotFoundError in Ollama's own words", async ({ openai, upstream }) => {
  upstream.on('ollama.chat', json({ error: 'model "missing" not found, try pulling it first' }, 404));
  const call = openai.chat.completions.create({ ...QUESTION, model: 'missing' });
  await expect(call).rejects.toBeInstanceOf(NotFoundError);
  await expect(call).rejects.toThrow('try pulling it first');
});
