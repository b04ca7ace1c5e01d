import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noUsage, tokenCount, type TokenUsage } from '../kernel/token-usage.js';
import { priceFrom, type PublishedPrice } from './price-terms.js';
import { rateUsage } from './rate-usage.js';

const used = (counts: Partial<TokenUsage>): TokenUsage => ({ ...noUsage('provider'), ...counts });
const costOf = (published: PublishedPrice, counts: Partial<TokenUsage>) =>
  rateUsage(priceFrom('test', published), used(counts));

const MILLION = 1_000_000;

it('costs what a million of each class costs', () => {
  const price = {
    input: 2.5,
    cacheRead: 1.25,
    cacheWrite: 3.125,
    cacheWrite1h: 5,
    output: 10,
    reasoning: 12,
    inputAudio: 40,
  };
  expect(costOf(price, { inputUncached: MILLION })).toBe(2_500_000_000n);
  expect(costOf(price, { cacheRead: MILLION })).toBe(1_250_000_000n);
  expect(costOf(price, { cacheWrite: MILLION })).toBe(3_125_000_000n);
  expect(costOf(price, { cacheWrite: MILLION, cacheWrite1h: MILLION })).toBe(5_000_000_000n);
  expect(costOf(price, { output: MILLION })).toBe(10_000_000_000n);
  expect(costOf(price, { reasoning: MILLION })).toBe(12_000_000_000n);
  expect(costOf(price, { inputAudio: MILLION })).toBe(40_000_000_000n);
});

describe('what a list does not tell apart', () => {
  const price = { input: 3, output: 15 };

  it('is billed as what it is a part of, and never as nothing', () => {
    expect(costOf(price, { cacheRead: MILLION })).toBe(3_000_000_000n);
    expect(costOf(price, { cacheWrite: MILLION, cacheWrite1h: MILLION })).toBe(3_000_000_000n);
    expect(costOf(price, { inputUncached: MILLION, inputImage: MILLION })).toBe(3_000_000_000n);
    expect(costOf(price, { reasoning: MILLION })).toBe(15_000_000_000n);
    expect(costOf(price, { outputAudio: MILLION })).toBe(15_000_000_000n);
  });

  it('has no price where even the whole has none', () => {
    expect(costOf({ input: 1 }, { output: 1 })).toBeNull();
    expect(costOf({ perAudioHour: 0.36 }, { inputUncached: 5 })).toBeNull();
    expect(costOf(price, { searches: 1 })).toBeNull();
  });
});

it('does not take what nobody knows for nothing, unless nothing is billed at all', () => {
  const unknown = noUsage('estimated');
  expect(rateUsage(priceFrom('speech', { input: 1, output: 2 }), unknown)).toBeNull();
  expect(rateUsage(priceFrom('own', { input: 0, output: 0 }), unknown)).toBe(0n);
  expect(rateUsage(priceFrom('told', { input: 1, output: 2 }), used({}))).toBe(0n);
});

it('bills searches, requests and hours by the piece', () => {
  expect(costOf({ input: 0, perSearch: 0.01 }, { searches: 3 })).toBe(30_000_000n);
  expect(costOf({ input: 1, perRequest: 0.012 }, { inputUncached: 1000 })).toBe(13_000_000n);
  expect(costOf({ perAudioHour: 0.36 }, { audioMs: 10_000 })).toBe(1_000_000n);
});

it('does not bill the length of a sound beside its tokens', () => {
  expect(costOf({ input: 1 }, { inputUncached: 1000, audioMs: 5000 })).toBe(1_000_000n);
  expect(costOf({ input: 1 }, { audioMs: 5000 })).toBeNull();
});

it('takes the whole request into a tier once its input, cached tokens included, is above it', () => {
  const price = { input: 1.25, output: 10, tiers: [{ above: 200_000, input: 2.5, output: 15 }] };
  expect(costOf(price, { inputUncached: 200_000, output: 1000 })).toBe(260_000_000n);
  expect(costOf(price, { inputUncached: 200_001, output: 1000 })).toBe(515_002_500n);
  expect(costOf(price, { inputUncached: 1, cacheRead: 200_000 })).toBe(500_002_500n);
});

it('keeps in a tier what the tier does not change', () => {
  const price = {
    input: 1,
    output: 2,
    cacheRead: 0.5,
    tiers: [
      { above: 10, input: 3 },
      { above: 5, input: 2 },
    ],
  };
  expect(costOf(price, { inputUncached: 6, cacheRead: 0, output: MILLION })).toBe(2_000_012_000n);
  expect(costOf(price, { inputUncached: 6, cacheRead: 6 })).toBe(21_000n);
});

it('rounds once, at the end, halves upward', () => {
  // A ten-thousandth of a nano-dollar each.
  expect(costOf({ input: 0.0001 }, { inputUncached: 4 })).toBe(0n);
  expect(costOf({ input: 0.0001 }, { inputUncached: 5 })).toBe(1n);
  expect(costOf({ input: 0.0001, output: 0.0001 }, { inputUncached: 3, output: 2 })).toBe(1n);
});

it('is exact for a request dearer than a double can hold', () => {
  expect(costOf({ input: 1_000_000, output: 0.000001 }, { inputUncached: 2_000_000_001, output: 501 })).toBe(
    2_000_000_001_000_000_001n,
  );
});

it('is the exact sum, rounded, for any usage and any price of six decimals', () => {
  const price = fc.integer({ min: 0, max: 1_000_000_000 });
  const count = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(price, price, price, count, count, count, (input, cacheRead, output, uncached, cached, written) => {
      const exact =
        BigInt(input) * BigInt(uncached) + BigInt(cacheRead) * BigInt(cached) + BigInt(output) * BigInt(written);
      expect(
        costOf(
          { input: input / MILLION, cacheRead: cacheRead / MILLION, output: output / MILLION },
          { inputUncached: uncached, cacheRead: cached, output: written },
        ),
      ).toBe((exact + 500n) / 1000n);
    }),
  );
});

it('can rate, and add up in 32 bits, the largest counts that a vendor is taken at its word for', () => {
  const most = tokenCount(Infinity);
  const classes = { inputUncached: most, cacheRead: most, cacheWrite: most, inputAudio: most };
  const usage = { ...classes, output: most, reasoning: most, outputAudio: most };
  expect(costOf({ input: 1, output: 1 }, usage)).toBe(1_750_000_000_000n);
  expect(most * 7).toBeLessThan(2 ** 31);
});
