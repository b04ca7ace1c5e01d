import { expect, test } from 'vitest';
import { isoTime } from './iso-time.js';

test('spells moments as Date does, in whatever order they come', () => {
  const begin = Date.UTC(2026, 11, 31, 23, 59, 58);
  const later = [0, 1, 9, 10, 99, 100, 999, 1000, 1999, 2000];
  for (const after of [...later, ...later.toReversed()]) {
    expect(isoTime(begin + after)).toBe(new Date(begin + after).toISOString());
  }
});

test.each([0, -1, -1000, 1.75])('%s is spelled as well', (at) => {
  expect(isoTime(at)).toBe(new Date(Math.floor(at)).toISOString());
});

test('what is no moment throws', () => {
  expect(() => isoTime(Number.NaN)).toThrow(RangeError);
  expect(isoTime(0)).toBe('1970-01-01T00:00:00.000Z');
});
