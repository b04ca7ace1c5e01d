import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test, VENDOR_KEY } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user' as const, content: 'Say hello.' }] };

test('a chat completion arrives as the vendor gave it', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'Hello.' })));
  expect(await openai.chat.completions.create(QUESTION)).toEqual(chatCompletion({ content: 'Hello.' }));
});

test('the vendor gets its own key and never the one of the gateway', async ({ openai, upstream, apiKey }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  await openai.chat.completions.create(QUESTION);
  const request = upstream.requestTo('openai.chat');
  expect(request.headers['authorization']).toBe(`Bearer ${VENDOR_KEY}`);
  expect(JSON.stringify(request.headers) + request.text).not.toContain(apiKey);
});

test('the answer says who gave it and under which request id', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const { response } = await openai.chat.completions
    .create(QUESTION, { headers: { 'x-request-id': 'my-own-id-1' } })
    .withResponse();
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-request-id': 'my-own-id-1',
    'x-gateway-provider': 'openai',
    'x-gateway-model': 'gpt-fake',
    'x-gateway-attempts': '1',
  });
  expect(upstream.requestTo('openai.chat').headers['x-request-id']).toBe('my-own-id-1');
});

test('a request id that is not sane is replaced', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const { response } = await openai.chat.completions
    .create(QUESTION, { headers: { 'x-request-id': `id with spaces and ${'x'.repeat(500)}` } })
    .withResponse();
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{24}$/);
});

test('a provider can be named before the model', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  await openai.chat.completions.create({ ...QUESTION, model: 'openai/some-fine-tune' });
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({ model: 'some-fine-tune' });
});
