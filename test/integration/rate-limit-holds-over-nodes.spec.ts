import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_DEMAND } from '../../src/gateway/rate-limiting/constraint.ts';
import { MemoryLimitsStore } from '../../src/gateway/rate-limiting/memory-limits.store.ts';
import { RateLimiter } from '../../src/gateway/rate-limiting/rate-limiter.ts';
import { RedisLimitsStore } from '../../src/gateway/rate-limiting/redis-limits.store.ts';
import { ALONE } from '../../src/gateway/rate-limiting/surroundings.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { aLimit, aPlan } from '../fakes/limit-plan.builder.ts';
import { connectedRedis, type TestConnection } from '../setup/connected-redis.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

let server: FreshRedis;
let connections: TestConnection[];
let nodes: RateLimiter[];

beforeAll(async () => {
  server = await freshRedis();
  connections = await Promise.all([1, 2, 3].map(() => connectedRedis(server.url)));
  nodes = connections.map(
    ({ redis }) => new RateLimiter(new RedisLimitsStore(redis), new MemoryLimitsStore(systemClock, 1000), ALONE),
  );
});

afterAll(async () => {
  for (const { redis } of connections) redis.onApplicationShutdown();
  await server.release();
});

test('200 requests at once on three nodes are admitted exactly up to the limit', async () => {
  const plan = aPlan(aLimit('requests', 50, 'contended'));
  const admissions = await Promise.all(
    Array.from({ length: 200 }, (_, index) => nodes[index % 3]!.admit(plan, NO_DEMAND)),
  );
  expect(admissions.every(({ mode }) => mode === 'redis')).toBe(true);
  const admitted = admissions.filter(({ refusal }) => refusal === null);
  expect(admitted).toHaveLength(50);
  // Every place was given away once.
  expect(new Set(admitted.map(({ requests }) => requests?.remaining)).size).toBe(50);
  for (const { refusal, requests } of admissions) {
    if (refusal === null) continue;
    expect(requests?.remaining).toBe(0);
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(60_000);
  }
});

test('what it leaves in Redis goes by itself', async () => {
  await nodes[0]!.admit(aPlan(aLimit('requests', 5, 'expiring')), NO_DEMAND);
  const client = new Redis(server.url);
  const left = await client.pttl('{key:expiring}:requests');
  client.disconnect();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(60_000);
});
