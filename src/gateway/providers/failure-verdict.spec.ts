import { expect, it } from 'vitest';
import { classifyHttpFailure } from './failure-verdict.js';

const verdict = (status: number, headers: Record<string, string> = {}) =>
  classifyHttpFailure({ kind: 'status', status, headers, body: '' });

it.for([401, 402])('%i is this target’s own trouble', (status) => {
  expect(verdict(status)).toEqual({ retry: 'next-target', tripsBreaker: false, ownTrouble: true });
});

it.for([403, 404])('%i may be another request’s answer too, or not', (status) => {
  expect(verdict(status)).toEqual({ retry: 'next-target', tripsBreaker: false });
});

it.for([400, 413, 422])('%i is the request’s fault', (status) => {
  expect(verdict(status)).toEqual({ retry: 'never', tripsBreaker: false });
});

it('429 says when to come back', () => {
  expect(verdict(429, { 'retry-after': '2' })).toEqual({
    retry: 'next-target',
    retryAfterMs: 2000,
    tripsBreaker: false,
  });
});

it('a broken vendor trips the breaker', () => {
  expect(verdict(503)).toMatchObject({ retry: 'same-target', tripsBreaker: true });
});
