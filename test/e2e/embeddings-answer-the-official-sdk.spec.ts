import { ollamaDone } from '../fakes/upstream/ollama.payloads.ts';
import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { EMBEDDINGS, GEMINI_EMBEDDINGS, OLLAMA_EMBEDDINGS, VECTORS } from '../fakes/upstream/side.payloads.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { openaiClient } from '../setup/openai-client.ts';
import { statisticsOf } from '../setup/statistics.ts';
import { expect, test } from './fixtures.ts';

const MEMBER = { email: 'member@example.com', password: 'a-members-long-password' };
const TEXTS = ['The first.', 'The second.'];

test('as the vendor gave them, with only the name of the model changed', async ({ openai, upstream, apiKey }) => {
  upstream.on('openai.embeddings', json(EMBEDDINGS));
  const answer = await openai.embeddings.create({
    model: 'openai/text-embedding-fake',
    input: TEXTS,
    encoding_format: 'float',
    dimensions: 3,
    user: 'somebody',
  });
  expect(answer).toEqual(EMBEDDINGS);
  const request = upstream.requestTo('openai.embeddings');
  expect(request.text).toBe(
    JSON.stringify({
      model: 'text-embedding-fake',
      input: TEXTS,
      encoding_format: 'float',
      dimensions: 3,
      user: 'somebody',
    }),
  );
  expect(request.headers['content-type']).toBe('application/json');
  expect(JSON.stringify(request.headers)).not.toContain(apiKey);
});

test.for(['float', 'base64'] as const)(
  'from Ollama, as %s, which Ollama itself does not know',
  async (encoding, { gateway, apiKey, upstream }) => {
    upstream.on('ollama.embed', json(OLLAMA_EMBEDDINGS));
    const response = await fetch(`${gateway.url}/v1/embeddings`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'ollama/embed-fake', input: TEXTS, encoding_format: encoding, dimensions: 3 }),
    });
    const bytes = (vector: readonly number[]) => Buffer.from(new Float32Array(vector).buffer).toString('base64');
    expect(await response.json()).toEqual({
      object: 'list',
      data: VECTORS.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: encoding === 'float' ? vector : bytes(vector),
      })),
      model: 'embed-fake',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    });
    expect(upstream.requestTo('ollama.embed').json()).toEqual({
      model: 'embed-fake',
      input: TEXTS,
      dimensions: 3,
      truncate: false,
    });
  },
);

test('the SDK asks for base64 by itself and reads numbers out of it', async ({ openai, upstream }) => {
  upstream.on('ollama.embed', json(OLLAMA_EMBEDDINGS));
  const { data } = await openai.embeddings.create({ model: 'ollama/embed-fake', input: TEXTS });
  expect(data.map(({ embedding }) => embedding)).toEqual(VECTORS);
});

test.for(['float', 'base64'] as const)(
  'from Gemini, as %s, all texts in one request',
  async (encoding, { openai, upstream }) => {
    upstream.on('gemini.embed', json(GEMINI_EMBEDDINGS));
    const question = { model: 'gemini/embed-fake', input: TEXTS, dimensions: 3 };
    // Left to itself the SDK asks for base64, and decodes it.
    const asked = encoding === 'float' ? { ...question, encoding_format: encoding } : question;
    const { data, response } = await openai.embeddings.create(asked).withResponse();
    expect(data.data.map(({ embedding }) => embedding)).toEqual(VECTORS);
    // Gemini counts nothing here: eleven bytes and twelve, at about four a token.
    expect(data.usage).toEqual({ prompt_tokens: 6, total_tokens: 6 });
    expect(response.headers.get('x-gateway-dropped-params')).toBeNull();
    expect(upstream.requestTo('gemini.embed').json()).toEqual({
      requests: TEXTS.map((text) => ({
        model: 'models/embed-fake',
        content: { parts: [{ text }] },
        outputDimensionality: 3,
      })),
    });
  },
);

test('what Ollama has no place for is reported', async ({ openai, upstream }) => {
  upstream.on('ollama.embed', json(OLLAMA_EMBEDDINGS));
  const question = { model: 'ollama/embed-fake', input: TEXTS, user: 'somebody', made_up_knob: 1 };
  const { response } = await openai.embeddings.create(question).withResponse();
  expect(response.headers.get('x-gateway-dropped-params')).toBe('user, made_up_knob');
});

test('token numbers are refused by name where texts are needed, and nothing is sent', async ({ openai, upstream }) => {
  const call = openai.embeddings.create({ model: 'ollama/embed-fake', input: [1, 2, 3] });
  await expect(call).rejects.toMatchObject({ status: 400, param: 'input', code: 'unsupported_parameter' });
  expect(upstream.requests).toEqual([]);
});

test("what is no answer is an error of the provider's, not an empty list", async ({ openai, upstream }) => {
  upstream.on('ollama.embed', json(ollamaDone()));
  const call = openai.embeddings.create({ model: 'ollama/embed-fake', input: TEXTS });
  await expect(call).rejects.toMatchObject({ status: 502, code: 'provider_invalid_response' });
});

test('a provider without embeddings is named', async ({ openai }) => {
  const call = openai.embeddings.create({ model: 'echo', input: 'Hi.' });
  await expect(call).rejects.toMatchObject({ status: 404, code: 'operation_unsupported' });
  await expect(call).rejects.toThrow(/echo has no openai-embeddings/);
});

test('a 429 of the vendor keeps its words and its retry-after', async ({ openai, upstream }) => {
  upstream.on('openai.embeddings', openaiError(429, { message: 'Slow down.' }, { 'retry-after': '17' }));
  const error = await openai.embeddings
    .create({ model: 'text-embedding-fake', input: 'Hi.' })
    .catch((thrown) => thrown);
  expect(error).toMatchObject({ status: 429 });
  expect(error.message).toContain('Slow down.');
  expect(error.headers.get('retry-after')).toBe('17');
});

test('the ledger counts what was read', async ({ gateway, owner: _owner, upstream }) => {
  const member = await issueKey(gateway, await register(gateway, MEMBER));
  const openai = openaiClient(gateway, member.api_key);
  upstream.on('openai.embeddings', json(EMBEDDINGS));
  upstream.on('ollama.embed', json(OLLAMA_EMBEDDINGS));
  await openai.embeddings.create({ model: 'text-embedding-fake', input: TEXTS });
  await openai.embeddings.create({ model: 'ollama/embed-fake', input: TEXTS });
  expect(await statisticsOf(gateway, member.api_key, 2)).toMatchObject({ total_tokens: 13, error_rate: 0 });
});
