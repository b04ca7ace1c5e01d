import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MemoryLimitsStore } from '../../src/gateway/rate-limiting/memory-limits.store.ts';
import { RateLimiter } from '../../src/gateway/rate-limiting/rate-limiter.ts';
import { RedisLimitsStore } from '../../src/gateway/rate-limiting/redis-limits.store.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { connectedRedis, type TestConnection } from '../setup/connected-redis.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

let server: FreshRedis;
let connections: TestConnection[];
let nodes: RateLimiter[];

beforeAll(async () => {
  server = await freshRedis();
  connections = await Promise.all([1, 2, 3].map(() => connectedRedis(server.url)));
  nodes = connections.map(
    ({ redis }) => new RateLimiter(new RedisLimitsStore(redis), new MemoryLimitsStore(systemClock, 1000)),
  );
});

afterAll(async () => {
  for (const { redis } of connections) redis.onApplicationShutdown();
  await server.release();
});

test('200 requests at once on three nodes are admitted exactly up to the limit', async () => {
  const subject = { keyId: 'contended', requestsPerMinute: 50 };
  const admissions = await Promise.all(Array.from({ length: 200 }, (_, index) => nodes[index % 3]!.admit(subject)));
  expect(admissions.every(({ mode }) => mode === 'redis')).toBe(true);
  const admitted = admissions.filter(({ allowed }) => allowed);
  expect(admitted).toHaveLength(50);
  // Every place was given away once.
  expect(new Set(admitted.map(({ remaining }) => remaining)).size).toBe(50);
  for (const rejected of admissions.filter(({ allowed }) => !allowed)) {
    expect(rejected.remaining).toBe(0);
    expect(rejected.retryAfterMs).toBeGreaterThan(0);
    expect(rejected.retryAfterMs).toBeLessThanOrEqual(60_000);
  }
});

test('what it leaves in Redis goes by itself', async () => {
  await nodes[0]!.admit({ keyId: 'expiring', requestsPerMinute: 5 });
  const client = new Redis(server.url);
  const left = await client.pttl('{key:expiring}:rpm');
  client.disconnect();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(60_000);
});
