import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Admission } from '../../src/gateway/rate-limiting/admission.ts';
import type { Demand } from '../../src/gateway/rate-limiting/constraint.ts';
import type { LimitPlan } from '../../src/gateway/rate-limiting/limit-plan.ts';
import type { Crossing } from '../../src/gateway/rate-limiting/limits.store.ts';
import { MemoryLimitsStore } from '../../src/gateway/rate-limiting/memory-limits.store.ts';
import { RateLimiter } from '../../src/gateway/rate-limiting/rate-limiter.ts';
import { RedisLimitsStore } from '../../src/gateway/rate-limiting/redis-limits.store.ts';
import { ALONE } from '../../src/gateway/rate-limiting/surroundings.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { randomHex } from '../../src/kernel/ids.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { aBudget, aLimit, aPlan } from '../fakes/limit-plan.builder.ts';
import { connectedRedis, type TestConnection } from '../setup/connected-redis.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

// Complaint: budgets are passed by requests that come at the same time, and token limits are per node, so that the real
// limit is theirs times the number of replicas.

let server: FreshRedis;
let connections: TestConnection[];
let client: Redis;
let clock: FakeClock;
let nodes: RateLimiter[];
let crossings: Crossing[];
/** What the ledger says was used before. */
let usedBefore: number;

beforeAll(async () => {
  server = await freshRedis();
  connections = await Promise.all([1, 2, 3].map(() => connectedRedis(server.url)));
  client = new Redis(server.url);
});

afterAll(async () => {
  client.disconnect();
  for (const { redis } of connections) redis.onApplicationShutdown();
  await server.release();
});

beforeEach(() => {
  clock = new FakeClock();
  crossings = [];
  usedBefore = 0;
  nodes = connections.map(({ redis }) => {
    const local = new MemoryLimitsStore(systemClock, 1000);
    return new RateLimiter(new RedisLimitsStore(redis, clock), local, {
      ...ALONE,
      usedBefore: () => Promise.resolve(usedBefore),
      crossed: (crossing) => void crossings.push(crossing),
    });
  });
});

afterEach(async () => void (await client.flushdb()));

const isAdmitted = ({ refusal }: Admission) => refusal === null;

/** All at once, spread over the nodes. */
function burst(plan: LimitPlan, demands: readonly Demand[]): Promise<Admission[]> {
  return Promise.all(demands.map(async (demand, index) => nodes[index % nodes.length]!.admit(plan, demand)));
}

/** Each on a node, and wait until Redis has heard of all. */
async function settle(admissions: readonly Admission[], used: (index: number) => { tokens: number; spend: number }) {
  for (const [index, { ticket }] of admissions.entries()) {
    if (ticket !== null) nodes[index % nodes.length]!.settle(ticket, used(index));
  }
  await Promise.all(nodes.map((node) => node.beat()));
  await eventually('Redis has booked it', async () => {
    const held = await client.keys('*:held');
    const open = await Promise.all(held.map((key) => client.zcard(key)));
    return open.every((count) => count === 0);
  });
}

const times = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => make(index));

test('200 requests at once over three nodes: no limit of any level is passed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ tokens: fc.integer({ min: 1, max: 60 }), spend: fc.integer({ min: 0, max: 60 }) }), {
        minLength: 200,
        maxLength: 200,
      }),
      fc.integer({ min: 1, max: 150 }),
      async (wanted, limit) => {
        const subject = randomHex();
        const plan = aPlan(
          aLimit('requests', limit + 20, subject),
          aLimit('concurrency', limit, subject),
          aLimit('tokens', limit * 25, `team-${subject}`),
          aBudget(limit * 30, subject),
          aBudget(limit * 20, `all-${subject}`, { unit: 'spend' }),
        );
        const demands = wanted.map((demand) => ({ ...demand, guessedTokens: 0 }));
        const admissions = await burst(plan, demands);
        const admitted = demands.filter((_, index) => isAdmitted(admissions[index]!));
        const sum = (field: 'tokens' | 'spend') => admitted.reduce((total, demand) => total + demand[field], 0);
        expect(admitted.length).toBeGreaterThan(0);
        expect(admitted.length).toBeLessThanOrEqual(limit);
        expect(sum('tokens')).toBeLessThanOrEqual(limit * 25);
        expect(sum('spend')).toBeLessThanOrEqual(limit * 20);
        // Estimates may be wrong: that, of what was under way, is all by which a budget may be passed.
        const error = 7;
        const real = (index: number) => ({ tokens: demands[index]!.tokens + error, spend: demands[index]!.spend });
        await settle(admissions, real);
        const spent = Number(await client.hget(`{key:${subject}}:tokens:total`, 's'));
        expect(spent).toBe(sum('tokens') + error * admitted.length);
        expect(spent).toBeLessThanOrEqual(limit * 30 + error * limit);
        expect(Number(await client.hget(`{key:all-${subject}}:spend:total`, 's'))).toBe(sum('spend'));
      },
    ),
    { numRuns: 10 },
  );
});

test('a budget is given away to the last token', async () => {
  const demand = { tokens: 5, guessedTokens: 0, spend: 0 };
  const admissions = await burst(
    aPlan(aBudget(250)),
    times(200, () => demand),
  );
  expect(admissions.filter(isAdmitted)).toHaveLength(50);
});

test('each threshold is told once, whichever nodes reach it', async () => {
  const demand = { tokens: 1, guessedTokens: 0, spend: 0 };
  const plan = aPlan(aBudget(100));
  const admissions = await burst(
    plan,
    times(120, () => demand),
  );
  await settle(admissions, () => ({ tokens: 1, spend: 0 }));
  // Answers come in the order of the calls: whoever has this one has heard all that came before.
  await burst(
    plan,
    times(3, () => demand),
  );
  expect(crossings.map(({ threshold }) => threshold).toSorted((a, b) => a - b)).toEqual([80, 100]);
});

test('what a killed node held returns, and what a living one holds stays', async () => {
  const plan = aPlan(aLimit('concurrency', 2), aBudget(100));
  const demand = { tokens: 50, guessedTokens: 0, spend: 0 };
  const [dead, living] = nodes as [RateLimiter, RateLimiter];
  const lost = await dead.admit(plan, demand);
  const kept = await living.admit(plan, demand);
  expect([lost, kept].every(isAdmitted)).toBe(true);
  for (let beat = 0; beat < 3; beat++) {
    expect(isAdmitted(await living.admit(plan, demand))).toBe(false);
    clock.advance(20_000);
    await living.beat();
  }
  expect(isAdmitted(await living.admit(plan, demand))).toBe(true);
  expect(isAdmitted(await living.admit(plan, demand))).toBe(false);
  // It was not dead, only slow: what it used counts all the same, once.
  dead.settle(lost.ticket!, { tokens: 30, spend: 0 });
  dead.settle(lost.ticket!, { tokens: 30, spend: 0 });
  await eventually('it is booked', async () => (await client.hget('{key:k}:tokens:total', 's')) === '30');
});

describe('a Redis that lost everything', () => {
  test('is told again by the ledger, and what is under way is booked when it ends', async () => {
    const plan = aPlan(aBudget(1000));
    const demand = { tokens: 100, guessedTokens: 0, spend: 0 };
    const underWay = await nodes[0]!.admit(plan, demand);
    await client.flushdb();
    clock.advance(1);
    usedBefore = 850;
    const refused = await nodes[1]!.admit(plan, { ...demand, tokens: 200 });
    expect(refused.refusal).toMatchObject({ used: 850 });
    expect(isAdmitted(await nodes[2]!.admit(plan, demand))).toBe(true);
    nodes[0]!.settle(underWay.ticket!, { tokens: 60, spend: 0 });
    nodes[0]!.settle(underWay.ticket!, { tokens: 60, spend: 0 });
    await eventually('the end is heard', async () => (await client.hget('{key:k}:tokens:total', 's')) === '910');
    // With the 100 that the other one holds.
    expect((await nodes[1]!.admit(plan, { ...demand, tokens: 51 })).refusal).toMatchObject({ used: 1010 });
  });
});
