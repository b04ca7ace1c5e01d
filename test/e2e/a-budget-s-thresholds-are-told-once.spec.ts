import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { issueKey } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base, VENDOR_KEY } from './fixtures.ts';

const SECRET = 'canary-secret-of-the-webhook';

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The operator's own server; the first message finds it broken. */
const test = base.extend('receiver', async ({}, { onCleanup }) => {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      deliveries.push({ headers: request.headers, body });
      response.writeHead(deliveries.length === 1 ? 503 : 204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onCleanup(() => void server.close());
  return { deliveries, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/budgets` };
});

test('by a signed message that is repeated until it arrives, a control event and a count', async ({
  gateway,
  owner,
  database,
  upstream,
  receiver,
}) => {
  const usage = { prompt_tokens: 10, completion_tokens: 70, total_tokens: 80 };
  upstream.on('openai.chat', json({ ...chatCompletion(), usage }));
  const definition = `budgets: { webhook: { url: "${receiver.url}", secret: env:WEBHOOK_SECRET }, user: [{ tokens: 100, period: day }] }`;
  await using node = await Gateway.start({
    env: {
      DATABASE_URL: database.url,
      GATEWAY_CONFIG: new GatewayFile(definition).path,
      WEBHOOK_SECRET: SECRET,
      OPENAI_BASE_URL: `${upstream.url}/v1`,
      OPENAI_API_KEY: VENDOR_KEY,
    },
  });
  const { api_key: key } = await issueKey(gateway, owner);
  const question = { model: 'gpt-fake', max_tokens: 20, messages: [{ role: 'user', content: 'Hi.' }] };
  expect((await rawChat(node, key, question)).status).toBe(200);
  await eventually('it arrives at the second try', () => receiver.deliveries.length === 2);
  const [first, second] = receiver.deliveries as [Delivery, Delivery];
  expect(second.body).toBe(first.body);
  expect(second.headers['x-gateway-delivery']).toBe(first.headers['x-gateway-delivery']);
  const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(second.headers['x-gateway-signature'])) ?? [];
  expect(digest).toBe(createHmac('sha256', SECRET).update(`${seconds}.${second.body}`).digest('hex'));
  expect(JSON.parse(second.body)).toMatchObject({
    type: 'budget.threshold_reached',
    data: { level: 'user', unit: 'tokens', period: 'day', limit: 100, threshold: 80, percent: 80, spent: 80 },
  });

  // No room for this one, nor for the next: that is told once.
  for (let request = 0; request < 2; request++) expect((await rawChat(node, key, question)).status).toBe(402);
  await eventually('the last word arrives', () => receiver.deliveries.length === 3);
  expect(JSON.parse(receiver.deliveries[2]!.body)).toMatchObject({ data: { percent: 100, spent: 80 } });
  const { body: metrics } = await node.call<string>('GET', '/metrics');
  const told = samplesOf(metrics, 'gateway_budget_thresholds_total').map(({ labels, value }) => [
    labels['percent'],
    value,
  ]);
  expect(told).toEqual([
    ['80', 1],
    ['100', 1],
  ]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const events = await eventually('both are events', async () => {
    const { rows } = await client.query<{ actor: string; percent: string }>(
      `SELECT actor, data ->> 'percent' AS percent FROM control_events
        WHERE type = 'BudgetThresholdReached' ORDER BY position`,
    );
    return rows.length === 2 && rows;
  });
  await client.end();
  expect(events).toEqual([
    { actor: 'gateway', percent: '80' },
    { actor: 'gateway', percent: '100' },
  ]);
  expect(node.output.join('\n')).not.toContain(SECRET);
});
