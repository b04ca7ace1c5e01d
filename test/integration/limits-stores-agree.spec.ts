import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MemoryLimitsStore } from '../../src/gateway/rate-limiting/memory-limits.store.ts';
import { RedisLimitsStore } from '../../src/gateway/rate-limiting/redis-limits.store.ts';
import { DrivenStore, steps as anySteps } from '../fakes/driven-store.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { aBudget, aLimit } from '../fakes/limit-plan.builder.ts';
import { connectedRedis, type TestConnection } from '../setup/connected-redis.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

const TTL_MS = 30_000;

let server: FreshRedis;
let connection: TestConnection;
let client: Redis;

beforeAll(async () => {
  server = await freshRedis();
  connection = await connectedRedis(server.url);
  client = new Redis(server.url);
});

afterAll(async () => {
  client.disconnect();
  connection.redis.onApplicationShutdown();
  await server.release();
});

test('memory and Redis say the same of whatever happens, and nothing is ever below zero', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const subject = randomUUID();
      const clock = new FakeClock();
      const constraints = [
        aLimit('requests', 4, subject),
        aLimit('tokens', 100, subject),
        aLimit('concurrency', 3, subject),
        aBudget(150, subject),
        aBudget(9_000_000_000_000_000, subject, {
          unit: 'spend',
          thresholds: [7_200_000_000_000_000, 9_000_000_000_000_000],
        }),
      ];
      const memory = new DrivenStore(new MemoryLimitsStore(clock, 1000, TTL_MS), constraints);
      const redis = new DrivenStore(new RedisLimitsStore(connection.redis, clock, TTL_MS), constraints);
      for (const one of steps) {
        if (one.kind === 'wait') clock.advance(one.ms);
        // Both begin to count a budget in the same way when they forgot it in different ways.
        const said = await memory.take(one);
        expect(await redis.take(one)).toEqual(said);
        for (const value of numbersIn(said)) expect(value).toBeGreaterThanOrEqual(-1);
      }
      for (const { key, kind } of constraints) {
        if (kind !== 'tokens' && kind !== 'budget') continue;
        for (const value of Object.values(await client.hgetall(key))) expect(Number(value)).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 200 },
  );
});

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
