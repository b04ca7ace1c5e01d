import type { ThrottlerStorage } from '@nestjs/throttler';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noRedis } from '../../src/redis/no-redis.ts';
import { RedisThrottlerStore } from '../../src/redis/redis-throttler.store.ts';
import { connectedRedis, type TestConnection } from '../setup/connected-redis.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

const TTL_MS = 60_000;
const BLOCK_MS = 120_000;
const LIMIT = 3;

let server: FreshRedis;
let nodes: TestConnection[];
let client: Redis;

const counted = { totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 };
const fallback: ThrottlerStorage = { increment: () => Promise.resolve(counted) };

beforeAll(async () => {
  server = await freshRedis();
  nodes = await Promise.all([connectedRedis(server.url), connectedRedis(server.url)]);
  client = new Redis(server.url);
});

afterAll(async () => {
  client.disconnect();
  for (const { redis } of nodes) redis.onApplicationShutdown();
  await server.release();
});

const hit = (key: string, { node = 0, blockMs = BLOCK_MS } = {}) =>
  new RedisThrottlerStore(nodes[node]!.redis, fallback).increment(key, TTL_MS, LIMIT, blockMs, 'login');

test('counts over nodes and blocks what goes beyond the limit', async () => {
  for (let attempt = 1; attempt <= LIMIT; attempt++) {
    const record = await hit('a', { node: attempt % 2 });
    expect(record).toMatchObject({ totalHits: attempt, isBlocked: false, timeToBlockExpire: 0 });
    expect(record.timeToExpire).toBeGreaterThan(0);
    expect(record.timeToExpire).toBeLessThanOrEqual(TTL_MS / 1000);
  }
  for (const node of [0, 1]) {
    const record = await hit('a', { node });
    expect(record).toMatchObject({ totalHits: LIMIT + 1, isBlocked: true });
    expect(record.timeToBlockExpire).toBeGreaterThan(TTL_MS / 1000);
    expect(record.timeToBlockExpire).toBeLessThanOrEqual(BLOCK_MS / 1000);
  }
  expect(await hit('b')).toMatchObject({ totalHits: 1, isBlocked: false });
});

test('the count starts afresh after a block', async () => {
  for (let attempt = 0; attempt <= LIMIT; attempt++) await hit('c');
  expect(await client.del('{throttle:login:c}:block')).toBe(1);
  expect(await hit('c')).toMatchObject({ totalHits: 1, isBlocked: false });
});

test('without a block duration the block lasts as long as the window', async () => {
  for (let attempt = 0; attempt < LIMIT; attempt++) await hit('d', { blockMs: 0 });
  const record = await hit('d', { blockMs: 0 });
  expect(record.isBlocked).toBe(true);
  expect(record.timeToBlockExpire).toBeGreaterThan(0);
  expect(record.timeToBlockExpire).toBeLessThanOrEqual(TTL_MS / 1000);
});

test('a hundred attempts at once are counted one by one', async () => {
  const records = await Promise.all(Array.from({ length: 100 }, (_, index) => hit('e', { node: index % 2 })));
  expect(records.filter(({ isBlocked }) => !isBlocked)).toHaveLength(LIMIT);
});

test('counts on this node while Redis is away', async () => {
  const store = new RedisThrottlerStore(noRedis, fallback);
  expect(await store.increment('f', TTL_MS, LIMIT, BLOCK_MS, 'login')).toBe(counted);
  const failing = new RedisThrottlerStore(
    { state: noRedis.state, run: () => Promise.reject(new Error('no answer')) },
    fallback,
  );
  expect(await failing.increment('f', TTL_MS, LIMIT, BLOCK_MS, 'login')).toBe(counted);
});
