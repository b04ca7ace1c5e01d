import { expect, test } from 'vitest';
import { parseDuration } from './duration.js';

test.each([
  ['500ms', 500],
  ['2s', 2000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  ['30d', 2_592_000_000],
])('%s are %d ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(['', '10', '-1s', '1 h 5 m', '1w', 's'])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeNull();
});
