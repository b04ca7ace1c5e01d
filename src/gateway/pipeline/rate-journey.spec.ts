import { expect, it } from 'vitest';
import { noUsage, type TokenUsage } from '../../kernel/token-usage.js';
import type { PriceOf } from '../../pricing/price.js';
import { priceFrom } from '../../pricing/price-terms.js';
import { rateUsage } from '../../pricing/rate-usage.js';
import type { AttemptTrace } from '../upstream/attempt.js';
import type { IngressCall } from './ingress-call.js';
import { Journey } from './journey.js';
import { rateJourney } from './rate-journey.js';

const PRICE = priceFrom('a/known', { output: 1, perRequest: 1 });
const used = (output: number): TokenUsage => ({ ...noUsage('provider'), output });

/** Knows the price of one model. */
const PRICES: PriceOf = {
  price: ({ model }) => (model === 'known' ? PRICE : null),
  rate(asked, usage, at) {
    const price = this.price(asked, at);
    const nanos = price && rateUsage(price, usage);
    return price === null || nanos === null ? null : { nanos, price };
  },
};

const anAttempt = (fields: Partial<AttemptTrace>): AttemptTrace => ({
  provider: 'a',
  model: 'known',
  lane: 'verbatim',
  outcome: 'failed',
  error: null,
  usage: null,
  milliseconds: 1,
  ...fields,
});

function aJourney(fields: Partial<Journey>, ...trace: readonly AttemptTrace[]): Journey {
  const journey = Object.assign(new Journey({ receivedAt: 0 } as IngressCall), fields);
  journey.trace.push(...trace);
  rateJourney(journey, PRICES);
  return journey;
}

it('an answer costs what it used; attempts before it what they used', () => {
  const answer = { provider: 'a', model: 'known', usage: used(5) };
  const { cost, billedAttempts, costNanos } = aJourney(answer, anAttempt({ usage: used(3) }), anAttempt({}));
  expect([cost.nanos, billedAttempts.map((attempt) => attempt.cost.nanos)]).toEqual([1_000_005_000n, [1_000_003_000n]]);
  expect(costNanos).toBe(2_000_008_000n);
});

it('what an attempt used is not booked twice where it is all that was answered', () => {
  const usage = used(5);
  const { billedAttempts, costNanos } = aJourney({ provider: 'a', model: 'known', usage }, anAttempt({ usage }));
  expect([billedAttempts, costNanos]).toEqual([[], 1_000_005_000n]);
});

it('nothing is used where nobody answered, and where the answer was kept', () => {
  expect(aJourney({ provider: 'a', model: 'known' }, anAttempt({})).cost).toEqual({ nanos: 0n, price: null });
  const kept = { provider: 'a', model: 'known', usage: noUsage('provider'), cacheResult: 'hit' as const };
  expect(aJourney(kept).cost).toEqual({ nanos: 0n, price: null });
});

it('a missing price makes the whole unknown, never less', () => {
  const { costNanos, billedAttempts } = aJourney(
    { provider: 'a', model: 'known', usage: used(5) },
    anAttempt({ model: 'unknown', usage: used(3) }),
  );
  expect([costNanos, billedAttempts[0]?.cost.nanos]).toEqual([null, null]);
});
