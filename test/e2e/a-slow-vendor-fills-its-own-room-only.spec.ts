import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { type Gateway, newDataDirectory } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './routed.fixtures.ts';

const test = base.override('env', ({ left, right }) => {
  const path = join(newDataDirectory(), 'gateway.yaml');
  const provider = (name: string, url: string, more: object) => ({
    name,
    kind: 'openai-compatible',
    baseUrl: `${url}/v1`,
    ...more,
  });
  const file = {
    providers: [provider('slow', left.url, { concurrency: 1, queue: 1 }), provider('other', right.url, {})],
    routes: [
      {
        model: 'either',
        affinity: { enabled: false },
        targets: [
          { provider: 'slow', model: 'm' },
          { provider: 'other', model: 'm', priority: 1 },
        ],
      },
    ],
  };
  writeFileSync(path, JSON.stringify(file));
  return { GATEWAY_CONFIG: path };
});

const ask = (gateway: Gateway, apiKey: string, model: string, signal?: AbortSignal) =>
  rawChat(gateway, apiKey, { model, messages: [{ role: 'user', content: 'Hi.' }] }, { signal });

async function waiting(gateway: Gateway): Promise<number> {
  const { body } = await gateway.call<string>('GET', '/metrics');
  return samplesOf(body, 'gateway_upstream_queue_waiting').reduce((sum, { value }) => sum + value, 0);
}

test('one waits, the next is shed, others are not troubled', async ({ gateway, apiKey, left, right }) => {
  const queue = left.play('openai.chat');
  right.on('openai.chat', json(chatCompletion()));
  const first = ask(gateway, apiKey, 'slow/m');
  const underWay = await queue.next();
  const second = ask(gateway, apiKey, 'slow/m');
  await eventually('the second waits', async () => (await waiting(gateway)) === 1);

  const third = await ask(gateway, apiKey, 'slow/m');
  expect(third.status).toBe(503);
  expect(third.headers.get('retry-after')).toBe('1');
  expect(await third.json()).toMatchObject({ error: { code: 'busy' } });

  expect((await ask(gateway, apiKey, 'other/m')).status).toBe(200);
  const elsewhere = await ask(gateway, apiKey, 'either');
  expect(elsewhere.headers.get('x-gateway-provider')).toBe('other');

  expect(left.requestsTo('openai.chat')).toHaveLength(1);
  underWay.json(chatCompletion());
  expect((await first).status).toBe(200);
  (await queue.next()).json(chatCompletion());
  expect((await second).status).toBe(200);
  expect(await waiting(gateway)).toBe(0);
});

test('a client that leaves gives its place in the queue up', async ({ gateway, apiKey, left }) => {
  left.reset();
  const queue = left.play('openai.chat');
  const first = ask(gateway, apiKey, 'slow/m');
  const underWay = await queue.next();
  const impatient = new AbortController();
  const second = ask(gateway, apiKey, 'slow/m', impatient.signal).catch(() => 'left');
  await eventually('the second waits', async () => (await waiting(gateway)) === 1);
  impatient.abort();
  expect(await second).toBe('left');
  await eventually('nobody waits', async () => (await waiting(gateway)) === 0);
  underWay.json(chatCompletion());
  expect((await first).status).toBe(200);
  expect(left.requestsTo('openai.chat')).toHaveLength(1);
});
