import pg from 'pg';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import type { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, routesFile, test } from './routed.fixtures.ts';

const CALL = 'openai.chat';
const QUESTION = { model: 'fast', messages: [{ role: 'user', content: 'Hi.' }] };

test.override('env', ({ left, right }) => ({
  GATEWAY_CONFIG: routesFile({ left, right }, [
    {
      model: 'fast',
      targets: [{ provider: 'left', model: 'm' }],
      shadow: { provider: 'right', model: 'mirror', concurrency: 1 },
    },
  ]),
}));

async function mirrored(gateway: Gateway): Promise<Record<string, number>> {
  const exposition = await (await fetch(`${gateway.url}/metrics`)).text();
  const samples = samplesOf(exposition, 'gateway_upstream_shadows_total');
  return Object.fromEntries(samples.map(({ labels, value }) => [labels['outcome'], value]));
}

test('the client has its answer while the mirrored request is open; what is too much is not mirrored', async ({
  gateway,
  apiKey,
  database,
  left,
  right,
}) => {
  left.on(CALL, json(chatCompletion({ content: 'From the left.' })));
  const mirror = right.play(CALL);
  const ids: (string | null)[] = [];
  const ask = async () => {
    const answer = await rawChat(gateway, apiKey, QUESTION);
    expect([answer.status, answer.headers.get('x-gateway-provider')]).toEqual([200, 'left']);
    expect(answer.headers.get('x-gateway-attempts')).toBe('1');
    expect(await answer.text()).toContain('From the left.');
    ids.push(answer.headers.get('x-request-id'));
  };
  await ask();
  const exchange = await mirror.next();
  expect(JSON.parse(exchange.request.body.toString())).toMatchObject({ model: 'mirror', messages: QUESTION.messages });
  // One is under way, and no more than one may be.
  await ask();
  await eventually('the second is left out', async () => (await mirrored(gateway))['skipped'] === 1);
  expect(right.requestsTo(CALL)).toHaveLength(1);

  exchange.json(chatCompletion({ content: 'From the right.' }));
  await eventually('the first is done', async () => (await mirrored(gateway))['answered'] === 1);
  right.on(CALL, openaiError(500, { message: 'Broken.' }));
  await ask();
  await eventually('the third has failed', async () => (await mirrored(gateway))['failed'] === 1);

  const client = new pg.Client(database.url);
  await client.connect();
  try {
    const rows = await eventually('all are booked', async () => {
      const found = await client.query('SELECT request_id, provider FROM usage_entries ORDER BY started_at');
      return found.rows.length >= ids.length && found.rows;
    });
    expect(rows).toEqual(ids.map((id) => ({ request_id: id, provider: 'left' })));
  } finally {
    await client.end();
  }
});
