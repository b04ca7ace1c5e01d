import { expect, test } from 'vitest';
import { median, Samples } from './percentiles.ts';

test('percentiles are nearest ranks of all samples', () => {
  const samples = new Samples();
  for (let value = 200; value >= 1; value--) samples.add(value);
  expect(samples.percentiles()).toEqual({ p50: 100, p99: 198 });
});

test('one sample is every percentile', () => {
  const samples = new Samples();
  samples.add(7);
  expect(samples.percentiles()).toEqual({ p50: 7, p99: 7 });
});

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 2, 3], 2.5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});
