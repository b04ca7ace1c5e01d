import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.js';
import { aKeptAnswer } from '../../../test/fakes/kept-answer.builder.js';
import { sizeOf } from './kept-answer.js';
import { MemoryAnswerStore } from './memory-answer.store.js';

const TTL_MS = 1000;
const ofBytes = (bytes: number) => aKeptAnswer({ blocks: [Buffer.alloc(bytes)] });
const SIZE = sizeOf(ofBytes(100));

function aStore(limitBytes: number) {
  const clock = new FakeClock();
  const seen = { evictions: 0, bytes: 0 };
  const store = new MemoryAnswerStore(limitBytes, clock, {
    evicted: () => (seen.evictions += 1),
    holds: (bytes) => (seen.bytes = bytes),
  });
  return { clock, store, seen };
}

it('knows an answer until its time is over, and then has its room back', () => {
  const { clock, store, seen } = aStore(10 * SIZE);
  const answer = ofBytes(100);
  store.put('one', answer, TTL_MS);
  expect(seen.bytes).toBe(SIZE);
  clock.advance(TTL_MS - 1);
  expect(store.get('one')).toBe(answer);
  expect(store.get('other')).toBeNull();
  clock.advance(1);
  expect(store.get('one')).toBeNull();
  expect(seen).toEqual({ evictions: 0, bytes: 0 });
});

it('counts the time from the last write, not from the last read', () => {
  const { clock, store } = aStore(10 * SIZE);
  store.put('one', ofBytes(1), TTL_MS);
  clock.advance(TTL_MS - 1);
  store.get('one');
  store.put('two', ofBytes(1), TTL_MS);
  clock.advance(1);
  expect(store.get('one')).toBeNull();
  expect(store.get('two')).not.toBeNull();
});

it('lets go what was used longest ago', () => {
  const { store, seen } = aStore(2 * SIZE);
  store.put('first', ofBytes(100), TTL_MS);
  store.put('second', ofBytes(100), TTL_MS);
  store.get('first');
  store.put('third', ofBytes(100), TTL_MS);
  expect(['first', 'second', 'third'].map((key) => store.get(key) !== null)).toEqual([true, false, true]);
  expect(seen).toEqual({ evictions: 1, bytes: 2 * SIZE });
});

it('does not call it an eviction when a dead one makes room', () => {
  const { clock, store, seen } = aStore(SIZE);
  store.put('first', ofBytes(100), TTL_MS);
  clock.advance(TTL_MS);
  store.put('second', ofBytes(100), TTL_MS);
  expect(seen).toEqual({ evictions: 0, bytes: SIZE });
});

it('lets nobody go for one that is larger than everything', () => {
  const { store, seen } = aStore(2 * SIZE);
  store.put('first', ofBytes(100), TTL_MS);
  store.put('giant', ofBytes(2 * SIZE), TTL_MS);
  expect(store.get('first')).not.toBeNull();
  expect(store.get('giant')).toBeNull();
  expect(seen.evictions).toBe(0);
});

it('never holds more than its limit and knows how much it holds', () => {
  const puts = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), bytes: fc.nat({ max: 3 * SIZE }) }));
  fc.assert(
    fc.property(puts, (list) => {
      const { store, seen } = aStore(3 * SIZE);
      const latest = new Map<string, number>();
      for (const { key, bytes } of list) {
        store.put(key, ofBytes(bytes), TTL_MS);
        latest.set(key, bytes);
        expect(seen.bytes).toBeLessThanOrEqual(3 * SIZE);
      }
      const held = [...latest].filter(([key]) => store.get(key) !== null);
      // Whatever is found is what was put last.
      for (const [key, bytes] of held) expect(store.get(key)?.blocks[0]).toHaveLength(bytes);
      expect(held.reduce((sum, [, bytes]) => sum + sizeOf(ofBytes(bytes)), 0)).toBe(seen.bytes);
    }),
  );
});
