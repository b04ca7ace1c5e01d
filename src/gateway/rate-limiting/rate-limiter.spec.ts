import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { aBudget, aLimit, aPlan } from '../../../test/fakes/limit-plan.builder.ts';
import type { Admission } from './admission.js';
import { type Demand, NO_DEMAND, NOTHING_USED } from './constraint.js';
import type { LimitPlan } from './limit-plan.js';
import type { Crossing } from './limits.store.js';
import { MemoryLimitsStore } from './memory-limits.store.js';
import { RateLimiter } from './rate-limiter.js';
import { ALONE } from './surroundings.js';

// What it does with Redis is in test/integration/, against a real one.

let clock: FakeClock;
let limiter: RateLimiter;
let crossings: Crossing[];

beforeEach(() => {
  clock = new FakeClock();
  crossings = [];
  const around = { ...ALONE, clock, crossed: (crossing: Crossing) => void crossings.push(crossing) };
  limiter = new RateLimiter(null, new MemoryLimitsStore(clock, 1000), around);
});

const tokens = (count: number, guessedTokens = 0): Demand => ({ tokens: count, guessedTokens, spend: 0 });

async function admit(plan: LimitPlan, demand: Demand = NO_DEMAND): Promise<Admission> {
  return limiter.admit(plan, demand);
}

function settle({ ticket }: Admission, used = NOTHING_USED): void {
  if (ticket === null) throw new Error('Nothing is held');
  limiter.settle(ticket, used);
}

describe('requests', () => {
  test('without Redis it answers at once and counts down', () => {
    const plan = aPlan(aLimit('requests', 2));
    const admitted = { mode: 'memory', requests: { limit: 2, resetMs: 60_000 }, refusal: null, ticket: null };
    expect(limiter.admit(plan, NO_DEMAND)).toMatchObject({ ...admitted, requests: { remaining: 1 } });
    expect(limiter.admit(plan, NO_DEMAND)).toMatchObject({ ...admitted, requests: { remaining: 0 } });
    expect(limiter.admit(plan, NO_DEMAND)).toMatchObject({
      requests: { limit: 2, remaining: 0, resetMs: 60_000 },
      refusal: { constraint: { kind: 'requests' }, used: 2, retryAfterMs: 60_000 },
    });
  });

  test('nothing remains, rather than less than nothing, under a lowered limit', () => {
    for (let request = 0; request < 3; request++) limiter.admit(aPlan(aLimit('requests', 3)), NO_DEMAND);
    expect(limiter.admit(aPlan(aLimit('requests', 1)), NO_DEMAND)).toMatchObject({
      requests: { limit: 1, remaining: 0 },
      refusal: {},
    });
  });

  test('a caller without limits passes, and has nothing to settle', () => {
    expect(limiter.admit(aPlan(), NO_DEMAND)).toEqual({
      mode: 'memory',
      requests: null,
      tokens: null,
      refusal: null,
      ticket: null,
    });
  });
});

describe('tokens a minute', () => {
  const plan = aPlan(aLimit('tokens', 1000));

  test('are reserved by the estimate and corrected by what was used', async () => {
    const first = await admit(plan, tokens(600));
    expect(first.tokens).toEqual({ limit: 1000, remaining: 400, resetMs: 61_000 });
    expect((await admit(plan, tokens(600))).refusal).toMatchObject({ share: 600, used: 600, retryAfterMs: 61_000 });
    settle(first, { tokens: 100, spend: 0 });
    expect((await admit(plan, tokens(600))).tokens).toMatchObject({ remaining: 300 });
  });

  test('leave the window after a minute, and not before', async () => {
    settle(await admit(plan, tokens(1000)), { tokens: 1000, spend: 0 });
    clock.advance(60_999);
    expect((await admit(plan, tokens(1))).refusal).toMatchObject({ retryAfterMs: 1 });
    clock.advance(1);
    expect((await admit(plan, tokens(1))).refusal).toBeNull();
  });

  test('a request that alone is more than the limit hears that waiting does not help', async () => {
    expect((await admit(plan, tokens(1001))).refusal).toMatchObject({ share: 1001, retryAfterMs: null });
  });

  test('a guess of the answer is cut to the limit, what was asked for is not', async () => {
    expect((await admit(plan, tokens(1500, 1024))).tokens).toMatchObject({ remaining: 0 });
  });
});

describe('requests at once', () => {
  const plan = aPlan(aLimit('concurrency', 2));

  test('hold their place until they are settled', async () => {
    const first = await admit(plan);
    await admit(plan);
    expect((await admit(plan)).refusal).toMatchObject({ constraint: { kind: 'concurrency' }, retryAfterMs: 1000 });
    settle(first);
    expect((await admit(plan)).refusal).toBeNull();
  });

  test('long ones keep it as long as somebody speaks for them', async () => {
    await admit(plan);
    const dead = await admit(plan);
    for (let beat = 0; beat < 5; beat++) {
      clock.advance(20_000);
      await limiter.beat();
    }
    expect((await admit(plan)).refusal).not.toBeNull();
    settle(dead);
    expect((await admit(plan)).refusal).toBeNull();
    clock.advance(60_000);
    // Nobody spoke for the other two.
    expect((await admit(plan)).refusal).toBeNull();
    expect((await admit(plan)).refusal).toBeNull();
    expect((await admit(plan)).refusal).not.toBeNull();
  });
});

describe('budgets', () => {
  test('are reserved, settled, and refuse what no longer fits', async () => {
    const plan = aPlan(aBudget(1000));
    const first = await admit(plan, tokens(700));
    expect((await admit(plan, tokens(700))).refusal).toMatchObject({ used: 700, share: 700, retryAfterMs: null });
    settle(first, { tokens: 200, spend: 0 });
    settle(await admit(plan, tokens(700)), { tokens: 800, spend: 0 });
    expect((await admit(plan, tokens(0))).refusal).toMatchObject({ used: 1000 });
  });

  test('a request that failed gives back what it held', async () => {
    const plan = aPlan(aBudget(1000));
    settle(await admit(plan, tokens(1000)));
    expect((await admit(plan, tokens(1000))).refusal).toBeNull();
  });

  test('say when they begin anew', async () => {
    const plan = aPlan(aBudget(10, 'k', { period: 'day', endsAt: clock.now() + 5000 }));
    expect((await admit(plan, tokens(5))).refusal).toBeNull();
    expect((await admit(plan, tokens(6))).refusal).toMatchObject({ retryAfterMs: 5000 });
  });

  test('what a request takes of one limit is not taken where another refuses', async () => {
    const plan = aPlan(aLimit('requests', 5), aLimit('concurrency', 5), aBudget(10), aLimit('tokens', 100));
    for (let attempt = 0; attempt < 10; attempt++) expect((await admit(plan, tokens(11))).refusal).not.toBeNull();
    expect(await admit(plan, tokens(1))).toMatchObject({ requests: { remaining: 4 }, tokens: { remaining: 99 } });
  });

  test('begin with what the ledger says was used', async () => {
    const around = { ...ALONE, clock, usedBefore: () => Promise.resolve(900) };
    limiter = new RateLimiter(null, new MemoryLimitsStore(clock, 1000), around);
    expect((await admit(aPlan(aBudget(1000)), tokens(101))).refusal).toMatchObject({ used: 900 });
    expect((await admit(aPlan(aBudget(1000)), tokens(100))).refusal).toBeNull();
  });

  test.each([
    ['local', null],
    ['open', null],
    ['closed', { isBlind: true, retryAfterMs: 1000 }],
  ] as const)('that nobody can tell are %s', async (degraded, refusal) => {
    const around = { ...ALONE, clock, usedBefore: () => Promise.reject(new Error('away')) };
    limiter = new RateLimiter(null, new MemoryLimitsStore(clock, 1000), around);
    const admission = await admit(aPlan(aBudget(1000, 'k', { degraded }), aLimit('concurrency', 1)), tokens(100));
    if (refusal === null) expect(admission.refusal).toBeNull();
    else expect(admission.refusal).toMatchObject(refusal);
  });

  test('tell of each threshold once, by what is spent and not by what is reserved', async () => {
    const plan = aPlan(aBudget(1000));
    const reserved = await admit(plan, tokens(900));
    expect(crossings).toEqual([]);
    settle(reserved, { tokens: 799, spend: 0 });
    expect(crossings).toEqual([]);
    settle(await admit(plan, tokens(1)), { tokens: 1, spend: 0 });
    expect(crossings).toMatchObject([{ threshold: 800, spent: 800 }]);
    settle(await admit(plan, tokens(1)), { tokens: 100, spend: 0 });
    expect(crossings).toHaveLength(1);
    settle(await admit(plan, tokens(1)), { tokens: 100, spend: 0 });
    expect(crossings).toMatchObject([{ threshold: 800 }, { threshold: 1000, spent: 1000 }]);
  });

  test('the first request without room hears that it is the first', async () => {
    const plan = aPlan(aBudget(10));
    settle(await admit(plan, tokens(1)), { tokens: 7, spend: 0 });
    expect((await admit(plan, tokens(4))).refusal).toMatchObject({ isFirst: true });
    expect((await admit(plan, tokens(4))).refusal).toMatchObject({ isFirst: false });
    expect((await admit(aPlan(aBudget(20)), tokens(14))).refusal).toMatchObject({ isFirst: true });
  });

  test('a request that no such budget could carry is refused, and is no news of the budget', async () => {
    const plan = aPlan(aBudget(1000));
    expect((await admit(plan, tokens(1001))).refusal).toMatchObject({ isFirst: false });
    settle(await admit(plan, tokens(1)), { tokens: 800, spend: 0 });
    expect(crossings).toMatchObject([{ threshold: 800, spent: 800 }]);
  });
});
