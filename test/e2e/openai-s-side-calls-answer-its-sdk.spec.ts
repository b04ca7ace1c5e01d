import { FakeUpstream } from '../fakes/upstream.ts';
import { json, sse } from '../fakes/upstream/scenarios.ts';
import { COMPLETION_USAGE, completionChunk, IMAGES, MODERATION, RERANKING } from '../fakes/upstream/side.payloads.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { openaiClient } from '../setup/openai-client.ts';
import { statisticsOf } from '../setup/statistics.ts';
import { expect, test } from './fixtures.ts';

const MEMBER = { email: 'member@example.com', password: 'a-members-long-password' };
const INSTRUCT = 'gpt-3.5-turbo-instruct';
const QUERY = { query: 'Which is about cats?', documents: ['Dogs bark.', 'Cats purr.'] };

const compatible = await FakeUpstream.start();

test.override('env', {
  OPENAI_COMPATIBLE_NAME: 'ranker',
  OPENAI_COMPATIBLE_BASE_URL: `${compatible.url}/v1`,
  OPENAI_COMPATIBLE_QUIRKS: JSON.stringify({ sideApis: ['rerank'] }),
});

test.afterAll(() => compatible.stop());

test('a completion', async ({ openai, upstream }) => {
  const answer = { ...completionChunk('upon a time', 'stop'), usage: COMPLETION_USAGE.usage };
  upstream.on('openai.completions', json(answer));
  expect(await openai.completions.create({ model: INSTRUCT, prompt: 'Once' })).toEqual(answer);
});

test('a completion, streamed: usage is asked for and withheld', async ({ openai, upstream }) => {
  const chunks = [completionChunk('upon'), completionChunk(' a time', 'stop')];
  upstream.on('openai.completions', sse([...chunks, COMPLETION_USAGE]));
  const stream = await openai.completions.create({ model: INSTRUCT, prompt: 'Once', stream: true });
  expect(await Array.fromAsync(stream)).toEqual(chunks);
  expect(upstream.requestTo('openai.completions').json()).toMatchObject({ stream_options: { include_usage: true } });
});

test('a streamed completion that breaks off ends with an error on which the SDK throws', async ({
  openai,
  upstream,
}) => {
  const vendor = upstream.play('openai.completions');
  const pending = openai.completions.create({ model: INSTRUCT, prompt: 'Once', stream: true });
  const exchange = (await vendor.next()).startStream();
  await exchange.sse(completionChunk('upon'));
  const stream = await pending;
  exchange.cut();
  await expect(Array.fromAsync(stream)).rejects.toThrow(/broke off/);
});

test('a moderation', async ({ openai, upstream }) => {
  upstream.on('openai.moderations', json(MODERATION));
  expect(await openai.moderations.create({ model: 'openai/omni-moderation-x', input: 'Hi.' })).toEqual(MODERATION);
  expect(upstream.requestTo('openai.moderations').json()).toEqual({ model: 'omni-moderation-x', input: 'Hi.' });
});

test("a moderation without a model is the vendor's documented one", async ({ openai, upstream }) => {
  upstream.on('openai.moderations', json(MODERATION));
  await openai.moderations.create({ input: 'Hi.' });
  expect(upstream.requestTo('openai.moderations').json()).toEqual({ input: 'Hi.', model: 'omni-moderation-latest' });
});

test('a picture', async ({ openai, upstream }) => {
  upstream.on('openai.images', json(IMAGES));
  expect(await openai.images.generate({ model: 'gpt-image-fake', prompt: 'A cat.' })).toEqual(IMAGES);
});

test('a picture, streamed as it takes shape', async ({ openai, upstream }) => {
  const events = [
    { type: 'image_generation.partial_image', partial_image_index: 0, b64_json: 'A'.repeat(100_000) },
    { type: 'image_generation.completed', b64_json: 'B'.repeat(100_000), usage: IMAGES.usage },
  ];
  upstream.on('openai.images', async (exchange) => {
    exchange.startStream('sse');
    for (const event of events) await exchange.send(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    exchange.end();
  });
  const stream = await openai.images.generate({ model: 'gpt-image-fake', prompt: 'A cat.', stream: true });
  expect(await Array.fromAsync(stream)).toEqual(events);
});

test('documents in the order of their relevance', async ({ gateway, apiKey }) => {
  compatible.on('openai.rerank', json(RERANKING));
  const body = { model: 'ranker/rerank-fake', ...QUERY };
  const answer = await gateway.call('POST', '/v1/rerank', { body, token: apiKey });
  expect(answer).toMatchObject({ status: 200, body: RERANKING });
  expect(compatible.requestTo('openai.rerank').json()).toEqual({ ...body, model: 'rerank-fake' });
});

test.for([
  ['/v1/rerank', { model: 'gpt-fake', ...QUERY }, 'openai has no rerank'],
  ['/v1/embeddings', { model: 'ranker/any', input: 'Hi.' }, 'ranker has no openai-embeddings'],
  ['/v1/moderations', { model: 'ollama/any', input: 'Hi.' }, 'ollama has no openai-moderations'],
] as const)(
  '%s of a provider without it is a 404 that names both',
  async ([path, body, words], { gateway, apiKey }) => {
    const answer = await gateway.call<{ error: Record<string, string> }>('POST', path, { body, token: apiKey });
    expect(answer.status).toBe(404);
    expect(answer.body.error).toMatchObject({
      code: 'operation_unsupported',
      message: expect.stringContaining(words),
    });
  },
);

test('the ledger counts what the vendors say, and nothing for what costs no tokens', async ({
  gateway,
  owner: _owner,
  upstream,
}) => {
  const member = await issueKey(gateway, await register(gateway, MEMBER));
  const openai = openaiClient(gateway, member.api_key);
  upstream.on('openai.completions', sse([completionChunk('upon', 'stop'), COMPLETION_USAGE]));
  upstream.on('openai.images', json(IMAGES));
  upstream.on('openai.moderations', json(MODERATION));
  await Array.fromAsync(await openai.completions.create({ model: INSTRUCT, prompt: 'Once', stream: true }));
  await openai.images.generate({ model: 'gpt-image-fake', prompt: 'A cat.' });
  await openai.moderations.create({ input: 'Hi.' });
  expect(await statisticsOf(gateway, member.api_key, 3)).toMatchObject({ total_tokens: 35, error_rate: 0 });
});
