import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { EMBEDDINGS, OLLAMA_EMBEDDINGS, VECTORS } from '../fakes/upstream/side.payloads.ts';
import { expect, test } from './fixtures.ts';

const TEXTS = ['The first.', 'The second.'];

test('Ollama itself gets the bytes as they are', async ({ gateway, apiKey, upstream }) => {
  upstream.on('ollama.embed', json(OLLAMA_EMBEDDINGS));
  const body = { model: 'embed-fake', input: TEXTS, keep_alive: '1m', options: { num_ctx: 512 } };
  const answer = await gateway.call('POST', '/api/embed', { body, token: apiKey });
  expect(answer.body).toEqual(OLLAMA_EMBEDDINGS);
  expect(upstream.requestTo('ollama.embed').text).toBe(JSON.stringify(body));
});

test("OpenAI's vectors in Ollama's words", async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.embeddings', json({ ...EMBEDDINGS, data: EMBEDDINGS.data.toReversed() }));
  const body = { model: 'text-embedding-fake', input: TEXTS, truncate: true, keep_alive: '1m' };
  const answer = await gateway.call('POST', '/api/embed', { body, token: apiKey });
  expect(answer.body).toEqual({ model: 'text-embedding-fake', embeddings: VECTORS, prompt_eval_count: 5 });
  expect(answer.headers.get('x-gateway-dropped-params')).toBe('keep_alive, truncate');
  expect(upstream.requestTo('openai.embeddings').json()).toEqual({ model: 'text-embedding-fake', input: TEXTS });
});

test.for<[string, object, number, RegExp]>([
  ['no model', { input: 'Hi.' }, 400, /"model"/],
  ['no input', { model: 'embed-fake' }, 400, /"input"/],
  ['another content', { model: 'text-embedding-fake', input: 7 }, 400, /"input"/],
])('%s is an error in the envelope of Ollama', async ([, body, status, words], { gateway, apiKey }) => {
  const answer = await gateway.call('POST', '/api/embed', { body, token: apiKey });
  expect(answer).toMatchObject({ status, body: { error: expect.stringMatching(words) } });
});

test("a vendor's refusal keeps status and words", async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.embeddings', openaiError(400, { message: 'Too long.', param: 'input' }));
  const body = { model: 'text-embedding-fake', input: TEXTS };
  const answer = await gateway.call('POST', '/api/embed', { body, token: apiKey });
  expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining('Too long.') } });
});

test('without a key the answer is in the same envelope', async ({ gateway }) => {
  const { status, body } = await gateway.call('POST', '/api/embed', { body: {} });
  expect([status, typeof body['error']]).toEqual([401, 'string']);
});
