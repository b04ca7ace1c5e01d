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
