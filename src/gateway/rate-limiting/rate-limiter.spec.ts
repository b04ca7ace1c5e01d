import { expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { MemoryLimitsStore } from './memory-limits.store.js';
import { RateLimiter } from './rate-limiter.js';

// What it does with Redis is in test/integration/rate-limit-*.spec.ts, against a real one.

function limiter(): RateLimiter {
  return new RateLimiter(null, new MemoryLimitsStore(new FakeClock(), 10));
}

test('without Redis it answers at once and counts down', () => {
  const limited = limiter();
  const subject = { keyId: 'a', requestsPerMinute: 2 };
  const admitted = { allowed: true, limit: 2, resetMs: 60_000, retryAfterMs: 0, mode: 'memory' };
  expect(limited.admit(subject)).toEqual({ ...admitted, remaining: 1 });
  expect(limited.admit(subject)).toEqual({ ...admitted, remaining: 0 });
  expect(limited.admit(subject)).toEqual({ ...admitted, allowed: false, remaining: 0, retryAfterMs: 60_000 });
});

test('nothing remains, rather than less than nothing, under a lowered limit', () => {
  const limited = limiter();
  for (let request = 0; request < 3; request++) limited.admit({ keyId: 'a', requestsPerMinute: 3 });
  expect(limited.admit({ keyId: 'a', requestsPerMinute: 1 })).toMatchObject({ allowed: false, limit: 1, remaining: 0 });
});

test('a limit of 0 admits nothing', () => {
  expect(limiter().admit({ keyId: 'a', requestsPerMinute: 0 })).toEqual({
    allowed: false,
    limit: 0,
    remaining: 0,
    resetMs: 0,
    retryAfterMs: 60_000,
    mode: 'memory',
  });
});
