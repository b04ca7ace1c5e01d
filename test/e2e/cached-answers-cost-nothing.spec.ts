import pg from 'pg';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { issueKey } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { statisticsOf } from '../setup/statistics.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }], temperature: 0 };
const CACHED = { headers: { 'x-gateway-cache': 'read-write' } };

test('a hit is a request without tokens, in the ledger and in the limit', async ({
  gateway,
  owner,
  apiKey,
  database,
  upstream,
}) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const { api_key: key } = await issueKey(gateway, owner, { requests_per_minute: 3 });
  const remaining: (string | null)[] = [];
  for (let times = 0; times < 3; times += 1) {
    const response = await rawChat(gateway, key, QUESTION, CACHED);
    await response.text();
    remaining.push(response.headers.get('x-ratelimit-remaining-requests'));
  }
  expect(remaining).toEqual(['2', '1', '0']);
  const refused = await rawChat(gateway, key, QUESTION, CACHED);
  expect(refused.status).toBe(429);

  await statisticsOf(gateway, apiKey, 4);
  const lines = await eventually('all are logged', () => {
    const said = gateway.log.filter(({ msg }) => msg === 'request');
    return said.length === 4 && said;
  });
  expect(lines.map(({ cache, tokens }) => [cache, tokens])).toEqual([
    ['miss', 18],
    ['hit', 0],
    ['hit', 0],
    [undefined, 0],
  ]);

  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(`
    SELECT status, cache_hit, provider, model, stop_reason, attempts, input_uncached + output AS tokens
      FROM usage_records ORDER BY started_at`);
  await client.end();
  const answered = { status: 200, provider: 'openai', model: 'gpt-fake', stop_reason: 'stop' };
  expect(rows).toEqual([
    { ...answered, cache_hit: false, attempts: 1, tokens: 18 },
    { ...answered, cache_hit: true, attempts: 0, tokens: 0 },
    { ...answered, cache_hit: true, attempts: 0, tokens: 0 },
    expect.objectContaining({ status: 429, cache_hit: false, tokens: 0 }),
  ]);
});

test('hits and misses are counted', async ({ gateway }) => {
  const { body } = await gateway.call<string>('GET', '/metrics');
  const lookups = samplesOf(body, 'gateway_response_cache_lookups_total');
  expect(lookups.map(({ labels, value }) => [labels['result'], value])).toEqual(
    expect.arrayContaining([
      ['miss', 1],
      ['hit', 2],
    ]),
  );
  expect(samplesOf(body, 'gateway_response_cache_bytes')[0]?.value).toBeGreaterThan(0);
  expect(samplesOf(body, 'gateway_response_cache_stored_bytes_total')[0]?.value).toBeGreaterThan(0);
});
