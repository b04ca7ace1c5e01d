import { expect, test } from 'vitest';
import { formatDollars, parseDollars } from './money.js';

test.each([
  ['12', 12_000_000_000n],
  ['0.25', 250_000_000n],
  ['0.000000001', 1n],
])('%s dollars are %s billionths, and back', (text, nanos) => {
  expect(parseDollars(text)).toBe(nanos);
  expect(formatDollars(nanos)).toBe(text);
});

test.each(['', '-1', '1e3', '0.0000000001', 'ten', '1,5', '.5'])('"%s" is no amount', (text) => {
  expect(parseDollars(text)).toBeNull();
});

test('a debt keeps its sign', () => {
  expect(formatDollars(-1_500_000_000n)).toBe('-1.5');
});
