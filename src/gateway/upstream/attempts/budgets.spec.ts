import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/fakes/fake-clock.js';
import { backoffMs } from './backoff.js';
import { HedgeBudget } from './hedge-budget.js';
import { RetryBudget } from './retry-budget.js';

function takeAll(budget: { take(): boolean }): number {
  let taken = 0;
  while (taken < 10_000 && budget.take()) taken += 1;
  return taken;
}

describe('a retry budget', () => {
  it('begins with a small floor', () => {
    expect(takeAll(new RetryBudget(new FakeClock()))).toBe(10);
  });

  it('gives a fifth of the requests on top', () => {
    const budget = new RetryBudget(new FakeClock());
    takeAll(budget);
    for (let count = 0; count < 101; count += 1) budget.asked();
    expect(takeAll(budget)).toBe(20);
  });

  it('saves up no more than a burst', () => {
    const budget = new RetryBudget(new FakeClock());
    for (let count = 0; count < 10_000; count += 1) budget.asked();
    expect(takeAll(budget)).toBe(100);
  });

  it('gives one a second to providers that are seldom asked, up to the floor', () => {
    const clock = new FakeClock();
    const budget = new RetryBudget(clock);
    takeAll(budget);
    clock.advance(3000);
    expect(takeAll(budget)).toBe(3);
    clock.advance(3_600_000);
    expect(takeAll(budget)).toBe(10);
  });

  it('holds in an outage: every request fails and wants to be repeated', () => {
    const clock = new FakeClock();
    const budget = new RetryBudget(clock);
    let repeated = 0;
    for (let count = 0; count < 10_000; count += 1) {
      clock.advance(1);
      budget.asked();
      if (budget.take()) repeated += 1;
    }
    // 20 %, the floor, and one for each of the ten seconds.
    expect(repeated).toBeLessThanOrEqual(2000 + 10 + 10);
    expect(repeated).toBeGreaterThan(1900);
  });
});

describe('a hedge budget', () => {
  it('is saved up from nothing', () => {
    const budget = new HedgeBudget();
    expect(budget.take()).toBe(false);
    for (let count = 0; count < 20; count += 1) budget.asked(0.05);
    expect(takeAll(budget)).toBe(1);
  });

  it('saves up no more than a burst', () => {
    const budget = new HedgeBudget();
    for (let count = 0; count < 10_000; count += 1) budget.asked(1);
    expect(takeAll(budget)).toBe(10);
  });
});

describe('the wait before a retry', () => {
  it.each([
    [1, 200],
    [2, 400],
    [3, 800],
    [20, 30_000],
  ])('after try %i is anything up to %i ms', (tries, bound) => {
    expect(backoffMs({ tries, backoffMs: 200 }, 0)).toBe(0);
    expect(backoffMs({ tries, backoffMs: 200 }, 0.5)).toBe(bound / 2);
    expect(backoffMs({ tries, backoffMs: 200 }, 1)).toBe(bound);
  });

  it('is never shorter than the vendor says', () => {
    expect(backoffMs({ tries: 1, backoffMs: 200, retryAfterMs: 3000 }, 0)).toBe(3000);
    expect(backoffMs({ tries: 1, backoffMs: 200, retryAfterMs: 3000 }, 1)).toBe(3200);
  });
});
