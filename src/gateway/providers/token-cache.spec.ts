import { afterEach, expect, test, vi } from 'vitest';
import { secretsOf } from './credentials.js';
import type { ProviderInstance } from './provider.js';
import { NO_QUIRKS } from './quirks.js';
import { type IssuedToken, TokenCache } from './token-cache.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

afterEach(() => void vi.useRealTimers());

/** An issuer whose answers the test gives, and a clock that stands still. */
function issuer() {
  const clock = { now: 1_000_000 };
  const asked: PromiseWithResolvers<IssuedToken>[] = [];
  const instance: ProviderInstance = {
    name: 'cloud',
    kind: 'vertex',
    baseUrl: 'http://fake.invalid',
    credentials: {},
    quirks: NO_QUIRKS,
  };
  const issue = () => {
    const answer = Promise.withResolvers<IssuedToken>();
    asked.push(answer);
    return answer.promise;
  };
  const cache = new TokenCache({ instance, reason: 'no token', issue }, () => clock.now);
  const grant = (index: number, token: string) => asked[index]?.resolve({ token, expiresAt: clock.now + HOUR });
  return { cache, clock, asked, grant, instance };
}

test('many who wait ask once, and the answer is kept for who does not wait', async () => {
  const { cache, clock, asked, grant } = issuer();
  const waiting = Promise.all([cache.get(), cache.get(), cache.get()]);
  grant(0, 'first');
  expect(await waiting).toEqual(['first', 'first', 'first']);
  clock.now += HOUR - 6 * MINUTE;
  expect(cache.get()).toBe('first');
  expect(asked).toHaveLength(1);
});

test('shortly before its end it is renewed, and nobody waits for that', async () => {
  const { cache, clock, asked, grant } = issuer();
  const first = cache.get();
  grant(0, 'first');
  await first;
  clock.now += HOUR - 4 * MINUTE;
  expect([cache.get(), cache.get()]).toEqual(['first', 'first']);
  expect(asked).toHaveLength(2);
  grant(1, 'second');
  await expect.poll(() => cache.get()).toBe('second');
});

test('a renewal that fails leaves the old one in use', async () => {
  const { cache, clock, asked, grant } = issuer();
  const first = cache.get();
  grant(0, 'first');
  await first;
  clock.now += HOUR - 4 * MINUTE;
  expect(cache.get()).toBe('first');
  asked[1]?.reject(new Error('away'));
  expect(cache.get()).toBe('first');
});

test('one that might end on its way is not used any more', async () => {
  const { cache, clock, asked, grant } = issuer();
  const first = cache.get();
  grant(0, 'first');
  await first;
  clock.now += HOUR - 1;
  const late = cache.get();
  asked[1]?.reject(new Error('away'));
  await expect(late).rejects.toMatchObject({ code: 'provider_unreachable', cause: { message: 'away' } });
  const later = cache.get();
  grant(2, 'second');
  expect(await later).toBe('second');
});

test('an issuer that never answers is given up, and asked afresh', async () => {
  vi.useFakeTimers();
  const { cache, grant } = issuer();
  const never = expect(cache.get()).rejects.toMatchObject({ code: 'provider_unreachable' });
  await vi.advanceTimersByTimeAsync(30_000);
  await never;
  const next = cache.get();
  grant(1, 'second');
  expect(await next).toBe('second');
});

test('what was issued is a secret from then on', async () => {
  const { cache, grant, instance } = issuer();
  const token = cache.get();
  grant(0, 'issued-token');
  await token;
  expect(secretsOf(instance)).toEqual(['issued-token']);
});
