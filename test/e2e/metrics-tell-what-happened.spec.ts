import { chatCompletion, textChunks } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError, sse } from '../fakes/upstream/scenarios.ts';
import { issueKey } from '../setup/accounts.ts';
import type { Gateway } from '../setup/gateway.ts';
import { samplesOf, type Sample } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }] };

async function samples(gateway: Gateway, name: string): Promise<Sample[]> {
  const { status, body } = await gateway.call<string>('GET', '/metrics');
  expect(status).toBe(200);
  return samplesOf(body, name);
}

/** The one sample with these labels among others. */
function valueOf(all: readonly Sample[], labels: Readonly<Record<string, string>>): number | undefined {
  return all.find((sample) => Object.entries(labels).every(([name, value]) => sample.labels[name] === value))?.value;
}

test('requests, tokens and durations are counted', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  await (await rawChat(gateway, apiKey, QUESTION)).text();
  upstream.on('openai.chat', sse(textChunks('Hello')));
  await (await rawChat(gateway, apiKey, { ...QUESTION, stream: true })).text();

  const requests = await samples(gateway, 'gateway_requests_total');
  expect(valueOf(requests, { model: 'gpt-fake', provider: 'openai', status: '200' })).toBe(2);
  const tokens = await samples(gateway, 'gateway_tokens_total');
  expect(tokens.filter(({ labels }) => labels['model'] === 'gpt-fake').length).toBeGreaterThanOrEqual(2);
  for (const [name, count] of [
    ['gateway_request_duration_ms', 2],
    ['gateway_overhead_ms', 2],
    ['gateway_time_to_first_token_ms', 1],
  ] as const) {
    const counts = (await samples(gateway, `${name}_count`)).map(({ value }) => value);
    expect(counts.reduce((sum, value) => sum + value, 0)).toBe(count);
  }
  expect(await samples(gateway, 'gateway_requests_in_flight')).toMatchObject([{ value: 0 }]);
});

test('rejections by the rate limit are counted', async ({ gateway, owner, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const { api_key: key } = await issueKey(gateway, owner, { requests_per_minute: 1 });
  for (let request = 0; request < 3; request++) await rawChat(gateway, key, QUESTION);
  expect(await samples(gateway, 'gateway_rate_limit_rejections_total')).toMatchObject([{ value: 2 }]);
});

test('the database pool is shown by state', async ({ gateway }) => {
  const states = (await samples(gateway, 'gateway_database_pool_connections')).map(({ labels }) => labels['state']);
  expect(states).toEqual(expect.arrayContaining(['total', 'idle']));
});

test('names that clients invent do not grow the metrics', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', openaiError(404, { message: 'No such model.', code: 'model_not_found' }));
  upstream.on('ollama.chat', json({ error: 'model not found' }, 404));
  for (let invention = 0; invention < 20; invention++) {
    for (const prefix of ['gpt-invented', 'invented', 'nobody/invented', 'ollama/invented']) {
      await rawChat(gateway, apiKey, { ...QUESTION, model: `${prefix}-${invention}` });
    }
  }
  const { body } = await gateway.call<string>('GET', '/metrics');
  expect(body).not.toContain('invented');
});
