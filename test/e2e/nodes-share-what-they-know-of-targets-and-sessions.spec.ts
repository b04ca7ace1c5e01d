import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis } from '../setup/fresh-redis.ts';
import { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, fastRoute, routesFile, test as base } from './routed.fixtures.ts';

const SESSIONS = 16;
const QUESTION = { model: 'fast', messages: [{ role: 'user', content: 'Hi.' }] };
const LEFT_FIRST = {
  targets: [
    { provider: 'left', model: 'm', priority: 0 },
    { provider: 'right', model: 'm', priority: 1 },
  ],
  affinity: { enabled: false },
  retry: { attempts: 1 },
};

/** Two nodes on one database and one Redis; the link of the second to Redis can be cut. */
const test = base
  .extend('link', async ({}, { onCleanup }) => {
    const redis = await freshRedis();
    const { hostname, port, pathname } = new URL(redis.url);
    const proxy = await ChaosProxy.start({ host: hostname, port: Number(port) });
    onCleanup(async () => {
      await proxy.close();
      await redis.release();
    });
    return { url: redis.url, throughProxy: `redis://127.0.0.1:${proxy.port}${pathname}`, proxy };
  })
  .extend('nodes', async ({ link, database, left, right }, { onCleanup }) => {
    for (const vendor of [left, right]) {
      vendor.reset();
      vendor.on('openai.chat', json(chatCompletion()));
    }
    const routes = [fastRoute(), { ...fastRoute(LEFT_FIRST), model: 'left-first' }];
    const env = { DATABASE_URL: database.url, GATEWAY_CONFIG: routesFile({ left, right }, routes) };
    const near = await Gateway.start({ env: { ...env, REDIS_URL: link.url } });
    const far = await Gateway.start({ env: { ...env, REDIS_URL: link.throughProxy } });
    onCleanup(async () => {
      await Promise.all([near.stop('SIGKILL'), far.stop('SIGKILL')]);
    });
    await eventually('they know each other', async () => (await peersOf(near)) === 1 && (await peersOf(far)) === 1);
    return { near, far };
  });

async function metric(node: Gateway, name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const samples = samplesOf((await node.call<string>('GET', '/metrics')).body, name);
  const found = samples.find((sample) => Object.entries(labels).every(([label, is]) => sample.labels[label] === is));
  return found?.value ?? 0;
}

const peersOf = (node: Gateway) => metric(node, 'gateway_replication_peers');
const registersOf = (node: Gateway, space: string) => metric(node, 'gateway_replication_registers', { space });

async function askOnce(node: Gateway, key: string, model: string) {
  const answer = await rawChat(node, key, { ...QUESTION, model });
  await answer.arrayBuffer();
  const { headers, status } = answer;
  return { status, provider: headers.get('x-gateway-provider'), attempts: headers.get('x-gateway-attempts') };
}

/** Which provider answers each session. */
async function askAll(node: Gateway, key: string): Promise<(string | null)[]> {
  const providers: (string | null)[] = [];
  for (let session = 0; session < SESSIONS; session++) {
    const answer = await rawChat(node, key, QUESTION, { headers: { 'x-session-id': `session-${session}` } });
    await answer.arrayBuffer();
    providers.push(answer.headers.get('x-gateway-provider'));
  }
  return providers;
}

test('a target that cools down for one node does so for the other', async ({ nodes, apiKey, left }) => {
  left.on('openai.chat', openaiError(429, { message: 'Slow down.' }, { 'retry-after': '120' }));
  expect(await askOnce(nodes.near, apiKey, 'left-first')).toEqual({ status: 200, provider: 'right', attempts: '2' });
  await eventually('the other has heard', async () => (await registersOf(nodes.far, 'cooldown')) === 1);
  expect(await askOnce(nodes.far, apiKey, 'left-first')).toEqual({ status: 200, provider: 'right', attempts: '1' });
  expect(left.requestsTo('openai.chat')).toHaveLength(1);
});

test('sessions stay with their targets on whichever node they arrive', async ({ nodes, apiKey }) => {
  const providers = await askAll(nodes.near, apiKey);
  expect(new Set(providers)).toEqual(new Set(['left', 'right']));
  await eventually('the other has heard', async () => (await registersOf(nodes.far, 'binding')) >= SESSIONS);
  expect(await askAll(nodes.far, apiKey)).toEqual(providers);
});

test('what happened while the link was cut is known once it is whole', async ({ nodes, apiKey, left, link }) => {
  await link.proxy.refuse();
  left.on('openai.chat', openaiError(429, { message: 'Slow down.' }, { 'retry-after': '120' }));
  expect((await askOnce(nodes.near, apiKey, 'left-first')).attempts).toBe('2');
  // Without Redis it goes on alone: it answers, and knows nothing.
  expect((await askOnce(nodes.far, apiKey, 'echo')).status).toBe(200);
  expect(await registersOf(nodes.far, 'cooldown')).toBe(0);
  await link.proxy.heal();
  await eventually('the other has heard', async () => (await registersOf(nodes.far, 'cooldown')) === 1);
  expect(await askOnce(nodes.far, apiKey, 'left-first')).toEqual({ status: 200, provider: 'right', attempts: '1' });
  expect(left.requestsTo('openai.chat')).toHaveLength(1);
});
