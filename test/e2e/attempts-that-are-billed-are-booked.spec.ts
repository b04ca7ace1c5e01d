import pg from 'pg';
import { FakeUpstream } from '../fakes/upstream.ts';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawMessages } from '../setup/raw-messages.ts';
import { expect, test } from './fixtures.ts';

const usage = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});

// The vendor counted, and then ended its answer with an error: it bills that, and so is what the next one answered.
test('an answer that failed after it was counted is booked beside the one that was given', async ({
  database,
  upstream,
}) => {
  const second = await FakeUpstream.start();
  const file = new GatewayFile(`
providers:
  - { name: first, kind: openai, baseUrl: "${upstream.url}/v1", apiKey: env:VENDOR_KEY }
  - { name: second, kind: openai, baseUrl: "${second.url}/v1", apiKey: env:VENDOR_KEY }
routes:
  - model: fast
    targets:
      - { provider: first, model: gpt-4o, priority: 0 }
      - { provider: second, model: gpt-4o-mini, priority: 1 }
    retry: { attempts: 1 }
`);
  await using gateway = await Gateway.start({
    env: { DATABASE_URL: database.url, GATEWAY_CONFIG: file.path, VENDOR_KEY: 'sk-canary' },
  });
  const { api_key: apiKey } = await issueKey(gateway, await register(gateway));
  upstream.on('openai.chat', json({ ...chatCompletion({ content: 'Hel' }, 'error' as never), usage: usage(100, 10) }));
  second.on('openai.chat', json({ ...chatCompletion({ content: 'Hello.' }), usage: usage(90, 20) }));
  const response = await rawMessages(gateway, apiKey, {
    model: 'fast',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hi.' }],
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('Hello.');

  const client = new pg.Client(database.url);
  await client.connect();
  try {
    const entries = await eventually('both are booked', async () => {
      const { rows } = await client.query(
        'SELECT provider, model, is_answer, output, cost_nanos FROM usage_entries WHERE request_id = $1 ORDER BY is_answer',
        [response.headers.get('x-request-id')],
      );
      return rows.length === 2 && rows;
    });
    // gpt-4o: $2.50 and $10 a million; gpt-4o-mini: $0.15 and $0.60.
    expect(entries).toEqual([
      { provider: 'first', model: 'gpt-4o', is_answer: false, output: 10, cost_nanos: '350000' },
      { provider: 'second', model: 'gpt-4o-mini', is_answer: true, output: 20, cost_nanos: '25500' },
    ]);
    const { rows } = await client.query('SELECT cost_nanos, route_trace FROM usage_records WHERE request_id = $1', [
      response.headers.get('x-request-id'),
    ]);
    expect(rows).toMatchObject([
      {
        cost_nanos: '375500',
        route_trace: {
          route: {
            name: 'fast',
            chosen: [/^first\/gpt-4o /, /^second\/gpt-4o-mini /].map((each) => expect.stringMatching(each)),
          },
          tries: [
            { provider: 'first', model: 'gpt-4o', outcome: 'failed', error: 'provider_error' },
            { provider: 'second', model: 'gpt-4o-mini', outcome: 'answered' },
          ],
        },
      },
    ]);
  } finally {
    await client.end();
    await second.stop();
  }
});
