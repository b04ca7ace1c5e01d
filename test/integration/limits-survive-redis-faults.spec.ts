import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Admission } from '../../src/gateway/rate-limiting/admission.ts';
import type { LimitPlan } from '../../src/gateway/rate-limiting/limit-plan.ts';
import type { Crossing } from '../../src/gateway/rate-limiting/limits.store.ts';
import { MemoryLimitsStore } from '../../src/gateway/rate-limiting/memory-limits.store.ts';
import { RateLimiter } from '../../src/gateway/rate-limiting/rate-limiter.ts';
import { RedisLimitsStore } from '../../src/gateway/rate-limiting/redis-limits.store.ts';
import { ALONE } from '../../src/gateway/rate-limiting/surroundings.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { aBudget, aLimit, aPlan } from '../fakes/limit-plan.builder.ts';
import { startConnection, type TestConnection } from '../setup/connected-redis.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

// Complaint: a slow Redis, not a dead one, takes the whole fleet down.

const COOL_DOWN_MS = 1000;
const DEMAND = { tokens: 10, guessedTokens: 0, spend: 0 };
const USED = { tokens: 7, spend: 0 };

let server: FreshRedis;
let proxy: ChaosProxy;
let connection: TestConnection;
let limiter: RateLimiter;
let breakerClock: FakeClock;
let client: Redis;
let nodes: number;
let ledger: number;
let crossings: Crossing[];

beforeEach(async () => {
  server = await freshRedis();
  client = new Redis(server.url);
  const { hostname, port } = new URL(server.url);
  proxy = await ChaosProxy.start({ host: hostname, port: Number(port) });
  nodes = 1;
  ledger = 0;
  crossings = [];
});

afterEach(async () => {
  client.disconnect();
  connection.redis.onApplicationShutdown();
  await proxy.close();
  await server.release();
});

async function start(timeoutMs: number): Promise<void> {
  const url = new URL(server.url);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  breakerClock = new FakeClock();
  connection = await startConnection(url.href, { timeoutMs, clock: breakerClock });
  const local = new MemoryLimitsStore(systemClock, 1000);
  limiter = new RateLimiter(new RedisLimitsStore(connection.redis), local, {
    ...ALONE,
    liveNodes: () => nodes,
    usedBefore: () => Promise.resolve(ledger),
    crossed: (crossing) => void crossings.push(crossing),
  });
  await eventually('Redis is up', isUp);
}

const isUp = () => connection.redis.state().status === 'up';
const admit = async (plan: LimitPlan): Promise<Admission> => limiter.admit(plan, DEMAND);
const spent = async () => Number(await client.hget('{key:k}:tokens:total', 's'));

async function away(): Promise<void> {
  await proxy.refuse();
  await eventually('the loss is noticed', () => !isUp());
}

test('a slow Redis: every request is answered, and all that was used is booked when it is well again', async () => {
  const plan = aPlan(aLimit('requests', 1000), aLimit('concurrency', 100), aLimit('tokens', 100_000), aBudget(100_000));
  await start(20);
  // Known before the trouble, so that nothing has to be asked for.
  limiter.settle((await admit(plan)).ticket!, USED);
  proxy.set({ latencyMs: 500 });
  const admissions: Admission[] = [];
  for (let request = 0; request < 30; request++) {
    const admission = await admit(plan);
    admissions.push(admission);
    limiter.settle(admission.ticket!, USED);
  }
  expect(admissions.every(({ refusal, mode }) => refusal === null && mode === 'local-fallback')).toBe(true);

  await proxy.heal();
  await eventually('everything is booked', async () => {
    breakerClock.advance(COOL_DOWN_MS);
    await limiter.beat();
    return limiter.unsettled.waiting === 0 && (await spent()) === 31 * USED.tokens;
  });
  // What timed out may have been admitted by Redis as well; nothing of it stays.
  await eventually('nothing is held', async () => (await client.hget('{key:k}:tokens:total', 'h')) === '0');
  expect(await client.zcard('{key:k}:concurrency')).toBe(0);
});

test('a flapping Redis books each request once', async () => {
  const plan = aPlan(aBudget(100_000));
  await start(30_000);
  let requests = 0;
  for (let flap = 0; flap < 4; flap++) {
    await eventually('Redis is up', async () => {
      breakerClock.advance(COOL_DOWN_MS);
      const { mode, ticket } = await admit(plan);
      limiter.settle(ticket!, USED);
      requests += 1;
      return mode === 'redis';
    });
    const underWay = Array.from({ length: 10 }, () => admit(plan));
    requests += underWay.length;
    await proxy.refuse();
    for (const { ticket } of await Promise.all(underWay)) limiter.settle(ticket!, USED);
    await proxy.heal();
  }
  await eventually('everything is booked', async () => {
    breakerClock.advance(COOL_DOWN_MS);
    await limiter.beat();
    return limiter.unsettled.waiting === 0 && (await spent()) === requests * USED.tokens;
  });
});

describe('a Redis that was restarted empty', () => {
  test('has what ended before from the ledger, once, and is told of what was under way as it ends', async () => {
    await start(30_000);
    const plan = aPlan(aBudget(1000));
    const underWay = await admit(plan);
    await away();
    const meanwhile = await admit(plan);
    limiter.settle(meanwhile.ticket!, USED);
    expect(meanwhile.mode).toBe('local-fallback');
    await eventually('its correction waits', () => limiter.unsettled.waiting === 1);

    await client.flushall();
    ledger = 500 + USED.tokens;
    await proxy.heal();
    await eventually('Redis is up', isUp);
    const after = await admit(plan);
    expect([after.mode, await spent()]).toEqual(['redis', ledger]);
    await limiter.beat();
    expect([limiter.unsettled.waiting, await spent()]).toEqual([0, ledger]);
    limiter.settle(underWay.ticket!, USED);
    limiter.settle(after.ticket!, USED);
    await eventually('both are booked', async () => (await spent()) === ledger + 2 * USED.tokens);
    expect(await client.hget('{key:k}:tokens:total', 'h')).toBe('0');
  });
});

describe('while Redis is away', () => {
  test('a node has its share of each limit, and of what was left of a budget', async () => {
    await start(30_000);
    const plan = aPlan(aLimit('concurrency', 6), aBudget(100));
    const before = await admit(plan);
    nodes = 3;
    await away();
    // Of 100 tokens 10 are taken: 90 are left for three nodes.
    const admissions = [before];
    for (let request = 0; request < 4; request++) admissions.push(await admit(plan));
    const isAdmitted = admissions.map(({ refusal }) => refusal === null);
    // Six at once are two for each of three nodes.
    expect(isAdmitted).toEqual([true, true, false, false, false]);
    for (const { ticket } of admissions) if (ticket !== null) limiter.settle(ticket, { tokens: 10, spend: 0 });
    const later: boolean[] = [];
    for (let request = 0; request < 3; request++) {
      const { refusal, ticket } = await admit(plan);
      later.push(refusal === null);
      if (ticket !== null) limiter.settle(ticket, { tokens: 10, spend: 0 });
    }
    expect(later).toEqual([true, true, false]);
  });

  test('a threshold is told afterwards of the whole budget, not of the share', async () => {
    await start(30_000);
    const plan = aPlan(aBudget(100));
    limiter.settle((await admit(plan)).ticket!, { tokens: 60, spend: 0 });
    nodes = 3;
    await away();
    limiter.settle((await admit(plan)).ticket!, { tokens: 25, spend: 0 });
    await proxy.heal();
    await eventually('it is booked', async () => {
      await limiter.beat();
      return limiter.unsettled.waiting === 0;
    });
    expect(crossings).toMatchObject([{ threshold: 80, spent: 85, constraint: { limit: 100 } }]);
  });

  test('what an open budget lets through is booked all the same', async () => {
    await start(30_000);
    const plan = aPlan(aBudget(100, 'k', { degraded: 'open' }), aLimit('concurrency', 5));
    limiter.settle((await admit(plan)).ticket!, { tokens: 60, spend: 0 });
    await away();
    limiter.settle((await admit(plan)).ticket!, { tokens: 25, spend: 0 });
    await proxy.heal();
    await eventually('it is booked', async () => {
      await limiter.beat();
      return (await spent()) === 85;
    });
  });

  test('an open limit lets everything through, a closed one nothing', async () => {
    await start(30_000);
    await away();
    const open = aPlan(aLimit('requests', 1, 'k', { degraded: 'open' }), aLimit('tokens', 1000));
    for (let request = 0; request < 3; request++) expect((await admit(open)).refusal).toBeNull();
    const closed = aPlan(aLimit('requests', 1000, 'k', { degraded: 'closed' }), aLimit('tokens', 1000));
    expect((await admit(closed)).refusal).toMatchObject({ isBlind: true, constraint: { kind: 'requests' } });
    expect((await admit(aPlan(aLimit('requests', 9, 'k', { degraded: 'closed' })))).refusal).toMatchObject({
      isBlind: true,
    });
  });
});
