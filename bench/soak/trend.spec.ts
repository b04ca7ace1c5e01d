import { expect, test } from 'vitest';
import { trendOf } from './trend.ts';

const line = (perHour: number, noise: (index: number) => number) =>
  Array.from({ length: 100 }, (_, index) => ({
    at: index * 1000,
    value: 200 + (perHour * index) / 3600 + noise(index),
  }));

test('a line has its slope and no error', () => {
  const trend = trendOf(line(36, () => 0))!;
  expect(trend.perHour).toBeCloseTo(36, 6);
  expect(trend.error).toBeCloseTo(0, 6);
});

test('noise without a slope is within its error', () => {
  const trend = trendOf(line(0, (index) => ((index * 37) % 11) - 5))!;
  expect(Math.abs(trend.perHour)).toBeLessThan(2 * trend.error);
});

test('a slope stands out of small noise', () => {
  const trend = trendOf(line(3600, (index) => ((index * 37) % 11) - 5))!;
  expect(trend.perHour).toBeGreaterThan(3000);
  expect(trend.perHour).toBeGreaterThan(2 * trend.error);
});

test('two points have no trend', () => expect(trendOf(line(1, () => 0).slice(0, 2))).toBeNull());
