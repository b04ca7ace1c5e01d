import { beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { MemoryLimitsStore } from './memory-limits.store.js';
import { WINDOW_MS } from './sliding-window.js';

// What a window admits is in test/integration/rate-limit-stores-agree.spec.ts, for this store and the one in Redis.

const MAX_KEYS = 10;
let clock: FakeClock;
let store: MemoryLimitsStore;

beforeEach(() => {
  clock = new FakeClock();
  store = new MemoryLimitsStore(clock, MAX_KEYS);
});

const reserve = (key: string, limit = 1) => store.reserveRequest({ key, limit });

test('answers without a promise', () => {
  expect(reserve('a')).toEqual({ allowed: true, used: 1, resetMs: WINDOW_MS, retryAfterMs: 0 });
});

test('counts what was admitted elsewhere', () => {
  store.recordRequest('a');
  expect(reserve('a').allowed).toBe(false);
});

test('forgets keys that nobody uses', () => {
  for (const keyId of ['a', 'b', 'c']) reserve(keyId);
  expect(store.size).toBe(3);
  clock.advance(WINDOW_MS);
  reserve('d');
  clock.advance(WINDOW_MS);
  reserve('d');
  expect(store.size).toBe(1);
});

test('forgets no key whose window still holds something, as long as there is room', () => {
  clock.advance(WINDOW_MS - 1);
  reserve('a');
  clock.advance(1);
  reserve('b');
  clock.advance(WINDOW_MS - 2);
  expect(reserve('a')).toMatchObject({ allowed: false, retryAfterMs: 1 });
});

test('remembers a bounded number of keys, those used last', () => {
  reserve('busy');
  for (let key = 0; key < 1000; key++) {
    reserve(`key ${key}`);
    expect(reserve('busy').allowed).toBe(false);
    expect(store.size).toBeLessThanOrEqual(MAX_KEYS);
  }
  expect(reserve('key 999').allowed).toBe(false);
  expect(reserve('key 0').allowed).toBe(true);
});
