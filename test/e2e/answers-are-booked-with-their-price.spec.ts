import pg from 'pg';
import { chatCompletion, textChunks, usageChunk } from '../fakes/upstream/openai.payloads.ts';
import { json, sse } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './fixtures.ts';

const QUESTION = { messages: [{ role: 'user', content: 'Hi.' }] };
const CACHED = {
  prompt_tokens: 2006,
  completion_tokens: 300,
  total_tokens: 2306,
  prompt_tokens_details: { cached_tokens: 1920 },
  completion_tokens_details: { reasoning_tokens: 100 },
};

/** The ledger's row of an answer. */
const test = base.extend('rowOf', { scope: 'file' }, async ({ database }, { onCleanup }) => {
  const client = new pg.Client(database.url);
  await client.connect();
  onCleanup(() => client.end());
  return (response: Response) =>
    eventually('the row is in the ledger', async () => {
      const { rows } = await client.query(
        'SELECT usage_records.*, terms FROM usage_records LEFT JOIN usage_prices ON id = price_id WHERE request_id = $1',
        [response.headers.get('x-request-id')],
      );
      return rows[0] as Record<string, unknown> | undefined;
    });
});

// gpt-4o: $2.50 a million, cached $1.25, output $10 (https://openai.com/api/pricing/).
const WORKED = 86n * 2500n + 1920n * 1250n + 300n * 10_000n;

test.for([false, true])(
  'the cost, the price and its terms are in the row (streamed: %s)',
  async (stream, { gateway, apiKey, upstream, rowOf }) => {
    upstream.on(
      'openai.chat',
      stream ? sse([...textChunks('Hi'), usageChunk(CACHED)]) : json({ ...chatCompletion(), usage: CACHED }),
    );
    const response = await rawChat(gateway, apiKey, { ...QUESTION, model: 'gpt-4o', stream });
    await response.text();
    const row = await rowOf(response);
    expect(row).toMatchObject({
      input_uncached: 86,
      cache_read: 1920,
      output: 200,
      reasoning: 100,
      cost_nanos: String(WORKED),
      price_id: expect.stringMatching(/^openai\/gpt-4o#[0-9a-f]{8}$/),
      terms: { input: 2.5, cacheRead: 1.25, output: 10 },
    });
  },
);

test('a model without a price costs null and counts as an alarm, one warning for all its requests', async ({
  gateway,
  apiKey,
  upstream,
  rowOf,
}) => {
  upstream.on('openai.chat', json(chatCompletion()));
  for (const _ of [1, 2]) {
    const response = await rawChat(gateway, apiKey, { ...QUESTION, model: 'gpt-fake' });
    expect(await rowOf(response)).toMatchObject({ cost_nanos: null, price_id: null, output: 7 });
  }
  const warnings = () => gateway.log.filter((line) => String(line['msg']).includes('openai/gpt-fake'));
  await eventually('the warning is written', () => warnings().length > 0);
  expect(warnings()).toHaveLength(1);
  const exposition = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(samplesOf(exposition, 'gateway_unpriced_requests_total')).toMatchObject([
    { labels: { provider: 'openai' }, value: 2 },
  ]);
});

test('what was refused costs nothing', async ({ gateway, apiKey, upstream, rowOf }) => {
  upstream.on('openai.chat', json({ error: { message: 'No.', type: 'invalid_request_error' } }, 400));
  const response = await rawChat(gateway, apiKey, { ...QUESTION, model: 'gpt-4o' });
  expect(response.status).toBe(400);
  expect(await rowOf(response)).toMatchObject({ cost_nanos: '0', price_id: null });
});
