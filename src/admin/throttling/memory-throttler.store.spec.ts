import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryThrottlerStore } from './memory-throttler.store.js';

const TTL = 60_000;
let now: number;
let store: MemoryThrottlerStore;

beforeEach(() => {
  now = 1000;
  store = new MemoryThrottlerStore({ now: () => now, monotonic: () => now }, 3);
});

const hit = (key: string, limit = 2, blockDuration = TTL) => store.increment(key, TTL, limit, blockDuration);

describe('throttling in memory', () => {
  it('lets the limit through and blocks the next', async () => {
    expect(await hit('a')).toEqual({ totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 });
    expect(await hit('a')).toMatchObject({ totalHits: 2, isBlocked: false });
    expect(await hit('a')).toMatchObject({ totalHits: 3, isBlocked: true, timeToBlockExpire: 60 });
    expect(await hit('b')).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('says how long the block still lasts, and does not lengthen it', async () => {
    for (let count = 0; count < 3; count += 1) await hit('a');
    now += 45_500;
    expect(await hit('a')).toMatchObject({ isBlocked: true, timeToBlockExpire: 15 });
    now += 14_500;
    expect(await hit('a')).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('begins a new window when the old one is over', async () => {
    await hit('a');
    now += TTL;
    expect(await hit('a')).toMatchObject({ totalHits: 1, timeToExpire: 60 });
  });

  it('keeps a block that outlasts its window', async () => {
    for (let count = 0; count < 3; count += 1) await hit('a', 2, 5 * TTL);
    now += 2 * TTL;
    expect(await hit('a', 2, 5 * TTL)).toMatchObject({ isBlocked: true, timeToBlockExpire: 180 });
  });

  it('never holds more than its bound and forgets the oldest first', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await hit(key);
    expect(store.size).toBeLessThanOrEqual(3);
    expect(await hit('d')).toMatchObject({ totalHits: 2 });
    expect(await hit('a')).toMatchObject({ totalHits: 1 });
  });

  it('lets go of what is over', async () => {
    await hit('a');
    await hit('b');
    now += TTL;
    await hit('c');
    expect(store.size).toBe(1);
  });
});
