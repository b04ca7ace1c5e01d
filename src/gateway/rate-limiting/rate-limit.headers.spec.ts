import { expect, test } from 'vitest';
import { duration, rateLimitHeaders, retryAfterSeconds } from './rate-limit.headers.js';
import type { Admission } from './admission.js';

const admitted: Admission = {
  mode: 'memory',
  requests: { limit: 60, remaining: 59, resetMs: 60_000 },
  tokens: null,
  refusal: null,
  ticket: null,
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
  const rejected: Admission = { ...admitted, requests: { limit: 60, remaining: 0, resetMs: 41_200 } };
  expect(rateLimitHeaders(rejected)).toEqual([
    'x-ratelimit-limit-requests',
    '60',
    'x-ratelimit-remaining-requests',
    '0',
    'x-ratelimit-reset-requests',
    '41.2s',
  ]);
});

test('tokens are told beside requests, or alone', () => {
  const tokens = { limit: 1000, remaining: 250, resetMs: 500 };
  const told = [
    'x-ratelimit-limit-tokens',
    '1000',
    'x-ratelimit-remaining-tokens',
    '250',
    'x-ratelimit-reset-tokens',
    '500ms',
  ];
  expect(rateLimitHeaders({ ...admitted, tokens })).toEqual([...rateLimitHeaders(admitted), ...told]);
  expect(rateLimitHeaders({ ...admitted, tokens, requests: null })).toEqual(told);
  expect(rateLimitHeaders({ ...admitted, requests: null })).toEqual([]);
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
