import { expect, test } from 'vitest';
import { duration, rateLimitHeaders, retryAfterSeconds } from './rate-limit.headers.js';
import type { Admission } from './rate-limiter.js';

const admitted: Admission = {
  allowed: true,
  limit: 60,
  remaining: 59,
  resetMs: 60_000,
  retryAfterMs: 0,
  mode: 'memory',
};

test('an admitted request hears what is left', () => {
  expect(rateLimitHeaders(admitted)).toEqual([
    'x-ratelimit-limit-requests',
    '60',
    'x-ratelimit-remaining-requests',
    '59',
    'x-ratelimit-reset-requests',
    '1m0s',
  ]);
});

test('a rejected request hears when its window is free', () => {
  const rejected: Admission = { ...admitted, allowed: false, remaining: 0, resetMs: 41_200, retryAfterMs: 1001 };
  expect(rateLimitHeaders(rejected)).toEqual([
    'x-ratelimit-limit-requests',
    '60',
    'x-ratelimit-remaining-requests',
    '0',
    'x-ratelimit-reset-requests',
    '41.2s',
  ]);
});

test.each([
  [0, '0ms'],
  [0.2, '1ms'],
  [120, '120ms'],
  [999.5, '1s'],
  [1000, '1s'],
  [1200, '1.2s'],
  [8640, '8.64s'],
  [59_999, '59.999s'],
  [60_000, '1m0s'],
  [62_000, '1m2s'],
  [72_500, '1m12.5s'],
])('%d ms is spelled %s', (ms, spelling) => {
  expect(duration(ms)).toBe(spelling);
});

test.each([
  [0.1, 1],
  [1, 1],
  [1000, 1],
  [1000.1, 2],
  [59_001, 60],
])('%d ms are %d s to wait', (ms, seconds) => {
  expect(retryAfterSeconds(ms)).toBe(seconds);
});
