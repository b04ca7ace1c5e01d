import { expect, test } from 'vitest';
import { type IssuedToken, TokenCache } from './token-cache.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** An issuer whose answers the test gives, and a clock that stands still. */
function issuer() {
  const clock = { now: 1_000_000 };
  const asked: PromiseWithResolvers<IssuedToken>[] = [];
  const cache = new TokenCache(
    () => {
      const answer = Promise.withResolvers<IssuedToken>();
      asked.push(answer);
      return answer.promise;
    },
    () => clock.now,
  );
  const grant = (index: number, token: string) => asked[index]?.resolve({ token, expiresAt: clock.now + HOUR });
  return { cache, clock, asked, grant };
}

test('many who wait ask once, and the answer is kept', async () => {
  const { cache, clock, asked, grant } = issuer();
  const waiting = Promise.all([cache.get(), cache.get(), cache.get()]);
  grant(0, 'first');
  expect(await waiting).toEqual(['first', 'first', 'first']);
  clock.now += HOUR - 6 * MINUTE;
  expect(await cache.get()).toBe('first');
  expect(asked).toHaveLength(1);
});

test('shortly before its end it is renewed, and nobody waits for that', async () => {
  const { cache, clock, asked, grant } = issuer();
  const first = cache.get();
  grant(0, 'first');
  await first;
  clock.now += HOUR - 4 * MINUTE;
  expect(await Promise.all([cache.get(), cache.get()])).toEqual(['first', 'first']);
  expect(asked).toHaveLength(2);
  grant(1, 'second');
  await asked[1]?.promise;
  await Promise.resolve();
  expect(await cache.get()).toBe('second');
});

test('a renewal that fails leaves the old one in use', async () => {
  const { cache, clock, asked, grant } = issuer();
  const first = cache.get();
  grant(0, 'first');
  await first;
  clock.now += HOUR - 4 * MINUTE;
  expect(await cache.get()).toBe('first');
  asked[1]?.reject(new Error('away'));
  expect(await cache.get()).toBe('first');
});

test('after its end only a new one will do', async () => {
  const { cache, clock, asked, grant } = issuer();
  const first = cache.get();
  grant(0, 'first');
  await first;
  clock.now += HOUR;
  const late = cache.get();
  asked[1]?.reject(new Error('away'));
  await expect(late).rejects.toThrow('away');
  const later = cache.get();
  grant(2, 'second');
  expect(await later).toBe('second');
});
