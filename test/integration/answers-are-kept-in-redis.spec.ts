import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RedisAnswerStore } from '../../src/gateway/cache/redis-answer.store.ts';
import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { aKeptAnswer } from '../fakes/kept-answer.builder.ts';
import { startConnection, type TestConnection } from '../setup/connected-redis.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

const TTL_MS = 60_000;
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const ANSWER = aKeptAnswer({ kind: 'stream', blocks: [EVERY_BYTE, Buffer.from('data: ❄\n\n')] });

let server: FreshRedis;
let proxy: ChaosProxy;
let client: Redis;
let clock: FakeClock;
let connection: TestConnection;
let failures: number;
let store: RedisAnswerStore;

beforeEach(async () => {
  server = await freshRedis();
  client = new Redis(server.url);
  const { hostname, port } = new URL(server.url);
  proxy = await ChaosProxy.start({ host: hostname, port: Number(port) });
  await connect();
});

afterEach(async () => {
  connection.redis.onApplicationShutdown();
  client.disconnect();
  await proxy.close();
  await server.release();
});

async function connect(timeoutMs = 30_000): Promise<void> {
  connection?.redis.onApplicationShutdown();
  const url = new URL(server.url);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  clock = new FakeClock();
  connection = await startConnection(url.href, { timeoutMs, clock });
  await eventually('Redis is up', isUp);
  failures = 0;
  store = new RedisAnswerStore(connection.redis, { failed: () => (failures += 1) });
}

const isUp = () => connection.redis.state().status === 'up';

/** Puts, and waits until the server has it. */
async function kept(key: string): Promise<void> {
  store.put(key, ANSWER, TTL_MS);
  await eventually('the answer is kept', async () => (await client.exists(`answer:${key}`)) === 1);
}

test('every byte comes back, and time is kept by Redis', async () => {
  await kept('one');
  expect(await store.get('one')).toEqual(ANSWER);
  expect(await store.get('two')).toBeNull();
  const left = await client.pttl('answer:one');
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(TTL_MS);
  expect(failures).toBe(0);
});

test('what was damaged is nothing', async () => {
  await kept('one');
  await client.append('answer:one', 'x');
  expect(await store.get('one')).toBeNull();
  await client.set('answer:two', 'not ours');
  expect(await store.get('two')).toBeNull();
  expect(failures).toBe(0);
});

test('what is no string there is nothing, and counted', async () => {
  await client.rpush('answer:list', 'x');
  expect(await store.get('list')).toBeNull();
  expect(failures).toBe(1);
});

test('a Redis that is away has nothing and takes nothing, until it is back', async () => {
  await kept('one');
  await proxy.refuse();
  await eventually('the connection is seen to be gone', () => !isUp());
  expect(store.get('one')).toBeNull();
  store.put('two', ANSWER, TTL_MS);
  expect(failures).toBe(2);
  await proxy.heal();
  await eventually('Redis is up again', isUp);
  expect(await store.get('one')).toEqual(ANSWER);
  expect(await store.get('two')).toBeNull();
});

test('a Redis that was emptied has nothing', async () => {
  await kept('one');
  await client.flushdb();
  expect(await store.get('one')).toBeNull();
  await kept('one');
  expect(await store.get('one')).toEqual(ANSWER);
});

test('a Redis that hangs is waited for no longer than its time, and after some failures not at all', async () => {
  await connect(20);
  await kept('one');
  proxy.set({ isStalled: true });
  for (let times = 0; times < 5; times += 1) expect(await store.get('one')).toBeNull();
  expect(failures).toBe(5);
  // The breaker is open: an answer at once, and nothing is sent.
  expect(store.get('one')).toBeNull();
  expect(failures).toBe(6);
  expect(isUp()).toBe(false);
});
