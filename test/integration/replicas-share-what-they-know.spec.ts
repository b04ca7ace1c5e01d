import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';
import { eventually } from '../setup/eventually.ts';
import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { startReplica, type RunningReplica } from '../setup/running-replica.ts';

let server: FreshRedis;
let proxy: ChaosProxy;
let replicas: RunningReplica[];

beforeEach(async () => {
  replicas = [];
  server = await freshRedis();
  const { hostname, port } = new URL(server.url);
  proxy = await ChaosProxy.start({ host: hostname, port: Number(port) });
});

afterEach(async () => {
  for (const replica of replicas) await replica.loop.onApplicationShutdown();
  await proxy.close();
  await server.release();
});

async function join(node: string, url = server.url): Promise<RunningReplica> {
  const replica = await startReplica(node, url);
  replicas.push(replica);
  return replica;
}

/** The same Redis, through the proxy. */
function throughProxy(): string {
  const url = new URL(server.url);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  return url.href;
}

test('what one node writes and deletes the others know', async () => {
  const one = await join('one');
  const other = await join('other');
  one.registers.set('cooldown', 'claude', { until: 1 }, 60_000);
  await eventually('it came', () => other.registers.get('cooldown', 'claude') !== undefined);
  expect([...other.registers.entries('cooldown')]).toEqual([{ key: 'claude', value: { until: 1 }, node: 'one' }]);
  other.registers.delete('cooldown', 'claude');
  await eventually('it went', () => one.registers.get('cooldown', 'claude') === undefined);
});

test('a node that joins learns what was written before it came', async () => {
  const one = await join('one');
  one.registers.set('drain', 'openai', true, 60_000);
  const late = await join('late');
  await eventually('it knows', () => late.registers.get('drain', 'openai') === true);
});

test('nodes whose link is cut go on alone, and agree when it is back', async () => {
  const near = await join('near');
  const far = await join('far', throughProxy());
  near.registers.set('binding', 'session', 'openai', 60_000);
  await eventually('they are connected', () => far.registers.get('binding', 'session') === 'openai');
  await proxy.refuse();
  await eventually('the link is cut', () => !far.transport.isUp());
  near.registers.set('binding', 'session', 'claude', 60_000);
  near.registers.set('binding', 'of near', 1, 60_000);
  const writtenAt = Date.now();
  await eventually('what comes is later', () => Date.now() > writtenAt + 1);
  far.registers.delete('binding', 'session');
  far.registers.set('binding', 'of far', 2, 60_000);
  expect(near.registers.get('binding', 'session')).toBe('claude');
  expect(far.registers.get('binding', 'session')).toBeUndefined();
  await proxy.heal();
  await eventually('they agree', () => {
    const states = [near, far].map(({ registers }) =>
      JSON.stringify([...registers.entries('binding')].sort((a, b) => (a.key < b.key ? -1 : 1))),
    );
    return states[0] === states[1];
  });
  // The later of the two.
  expect(near.registers.get('binding', 'session')).toBeUndefined();
  expect(near.registers.get('binding', 'of far')).toBe(2);
  expect(far.registers.get('binding', 'of near')).toBe(1);
});

test('a node that leaves takes what it has in flight with it', async () => {
  const one = await join('one');
  const other = await join('other');
  one.registers.set('in-flight', 'openai/one', 3, 60_000);
  other.registers.set('in-flight', 'openai/other', 4, 60_000);
  await eventually('it is known', () => other.registers.get('in-flight', 'openai/one') === 3);
  await one.loop.onApplicationShutdown();
  await eventually('it is gone', () => other.registers.get('in-flight', 'openai/one') === undefined);
  expect(other.registers.get('in-flight', 'openai/other')).toBe(4);
});

test('a link that is dead and does not say so is noticed and replaced', async () => {
  const near = await join('near');
  const far = await join('far', throughProxy());
  proxy.set({ isStalled: true });
  await eventually('it is noticed', () => !far.transport.isUp());
  proxy.resetConnections();
  await proxy.heal();
  await eventually('it is replaced', () => far.transport.isUp());
  near.registers.set('drain', 'openai', true, 60_000);
  await eventually('it works', () => far.registers.get('drain', 'openai') === true);
});

test('deployments that use different databases or prefixes of one Redis do not hear each other', async () => {
  const otherDatabase = await freshRedis();
  try {
    const one = await join('one');
    const strangers = [await join('two', otherDatabase.url), await join('three', `${server.url}?keyPrefix=staging:`)];
    const friend = await join('four');
    one.registers.set('drain', 'openai', true, 60_000);
    await eventually('the friend has heard', () => friend.registers.get('drain', 'openai') === true);
    for (const { registers, counts } of strangers) {
      expect(registers.get('drain', 'openai')).toBeUndefined();
      expect(counts.received.size).toBe(0);
    }
  } finally {
    await otherDatabase.release();
  }
});

test('what others publish there is dropped and counted, and does no harm', async () => {
  const one = await join('one');
  const db = new URL(server.url).pathname.slice(1);
  const channel = `ai-gateway:replication:${db}:all`;
  const publisher = new Redis(server.url);
  const future = Date.now() + 3_600_000;
  const texts = [
    '{"not": "ours"}',
    JSON.stringify([2, 'newer', Date.now(), 'a word of tomorrow']),
    JSON.stringify([
      1,
      'wrong',
      future,
      'registers',
      [[3, 'openai', future, 0, 'wrong', future + 1, future + 1, true]],
    ]),
    'x'.repeat(2_000_000),
  ];
  for (const text of texts) expect(await publisher.publish(channel, text)).toBe(1);
  publisher.disconnect();
  await eventually('all were dropped', () => [...one.counts.dropped.values()].length === 4);
  expect(Object.fromEntries(one.counts.dropped)).toEqual({
    malformed: 1,
    'newer-protocol': 1,
    clock: 1,
    'too-large': 1,
  });
  expect([...one.registers.entries('drain')]).toEqual([]);
});
