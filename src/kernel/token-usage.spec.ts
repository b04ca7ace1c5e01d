import { expect, test } from 'vitest';
import { tokenCount } from './token-usage.js';

test.each([
  [7, 7],
  [10.7, 10],
  [0, 0],
  [-3, 0],
  [Number.NaN, 0],
  // How JSON.parse reads 1e999.
  [Infinity, 250_000_000],
  [1e300, 250_000_000],
  ['7', 0],
  [null, 0],
  [undefined, 0],
])('a vendor that says %s is taken for %s', (said, count) => {
  expect(tokenCount(said)).toBe(count);
});
