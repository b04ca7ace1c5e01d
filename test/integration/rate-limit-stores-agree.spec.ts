import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MemoryLimitsStore } from '../../src/gateway/rate-limiting/memory-limits.store.ts';
import { RedisLimitsStore } from '../../src/gateway/rate-limiting/redis-limits.store.ts';
import { WINDOW_MS, type WindowVerdict } from '../../src/gateway/rate-limiting/sliding-window.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { connectedRedis, type TestConnection } from '../setup/connected-redis.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

let server: FreshRedis;
let connection: TestConnection;
let clock: FakeClock;

beforeAll(async () => {
  server = await freshRedis();
  connection = await connectedRedis(server.url);
});

afterAll(async () => {
  connection.redis.onApplicationShutdown();
  await server.release();
});

beforeEach(() => {
  clock = new FakeClock();
});

const stores = {
  memory: () => new MemoryLimitsStore(clock, 1000),
  redis: () => new RedisLimitsStore(connection.redis, clock),
};

describe.each(Object.entries(stores))('the %s store', (_name, makeStore) => {
  let reserve: (limit: number, key?: string) => Promise<WindowVerdict>;

  beforeEach(() => {
    const store = makeStore();
    const ownKey = randomUUID();
    reserve = async (limit, key = ownKey) => {
      const verdict = await store.reserveRequest({ key, limit });
      if (verdict === null) throw new Error('Redis was not asked');
      return verdict;
    };
  });

  test('admits up to the limit and says how many are used', async () => {
    expect(await reserve(2)).toEqual({ allowed: true, used: 1, resetMs: WINDOW_MS, retryAfterMs: 0 });
    expect(await reserve(2)).toEqual({ allowed: true, used: 2, resetMs: WINDOW_MS, retryAfterMs: 0 });
    expect(await reserve(2)).toEqual({ allowed: false, used: 2, resetMs: WINDOW_MS, retryAfterMs: WINDOW_MS });
  });

  test('says exactly when a place is free and when all are', async () => {
    await reserve(2);
    clock.advance(10_000);
    await reserve(2);
    clock.advance(15_000);
    expect(await reserve(2)).toEqual({ allowed: false, used: 2, resetMs: 45_000, retryAfterMs: 35_000 });
  });

  test('a place is free exactly one minute after it was taken, not a millisecond before', async () => {
    await reserve(1);
    clock.advance(WINDOW_MS - 1);
    expect(await reserve(1)).toEqual({ allowed: false, used: 1, resetMs: 1, retryAfterMs: 1 });
    clock.advance(1);
    expect((await reserve(1)).allowed).toBe(true);
  });

  test('rejected requests do not count', async () => {
    await reserve(1);
    for (let attempt = 0; attempt < 5; attempt++) {
      clock.advance(10_000);
      expect((await reserve(1)).allowed).toBe(false);
    }
    clock.advance(10_000);
    expect((await reserve(1)).allowed).toBe(true);
  });

  test('requests at the very same moment are all counted', async () => {
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => reserve(7)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(7);
  });

  test('keys do not share a window', async () => {
    await reserve(1);
    expect((await reserve(1)).allowed).toBe(false);
    expect((await reserve(1, randomUUID())).allowed).toBe(true);
  });

  test('a raised limit applies at once', async () => {
    await reserve(1);
    expect((await reserve(1)).allowed).toBe(false);
    expect(await reserve(3)).toEqual({ allowed: true, used: 2, resetMs: WINDOW_MS, retryAfterMs: 0 });
  });

  test('a lowered limit applies at once, and says when enough has expired', async () => {
    for (let request = 0; request < 4; request++) {
      await reserve(4);
      clock.advance(1000);
    }
    // Admitted 4, 3, 2 and 1 seconds ago: with a limit of 2, three of them must go first.
    expect(await reserve(2)).toEqual({ allowed: false, used: 4, resetMs: 59_000, retryAfterMs: 58_000 });
    clock.advance(58_000);
    expect((await reserve(2)).allowed).toBe(true);
  });

  test('never admits more than the limit in any minute, whatever the arrivals', async () => {
    const gaps = fc.array(
      fc.oneof(fc.constant(0), fc.integer({ max: 100, min: 0 }), fc.integer({ max: 70_000, min: 0 })),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(gaps, fc.integer({ min: 1, max: 10 }), async (waits, limit) => {
        const keyId = randomUUID();
        const admitted: number[] = [];
        for (const wait of waits) {
          clock.advance(wait);
          const before = admitted.filter((time) => time > clock.now() - WINDOW_MS).length;
          const { allowed } = await reserve(limit, keyId);
          // Neither more than the limit nor less than it allows.
          expect(allowed).toBe(before < limit);
          if (allowed) admitted.push(clock.now());
        }
      }),
      { numRuns: 50 },
    );
  });
});
