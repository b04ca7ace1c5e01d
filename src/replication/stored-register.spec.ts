import fc from 'fast-check';
import { expect, test } from 'vitest';
import { merge, type StoredRegister } from './stored-register.js';
import { compareVersions } from './version.js';

/** Few of everything, so that equal versions, equal times and equal values are common. */
const register: fc.Arbitrary<StoredRegister> = fc
  .record({
    wall: fc.integer({ min: 1, max: 3 }),
    counter: fc.integer({ min: 0, max: 2 }),
    node: fc.constantFrom('a', 'b', 'c'),
    value: fc.constantFrom(undefined, null, 1, 'x', { a: [1] }),
    ttl: fc.integer({ min: 0, max: 3 }),
    guard: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ wall, counter, node, value, ttl, guard }) => ({
    key: 'key',
    wall,
    counter,
    node,
    value,
    expiresAt: wall + ttl,
    guardedUntil: wall + ttl + guard,
  }));

test('merge is commutative', () => {
  fc.assert(
    fc.property(register, register, (a, b) => void expect(merge(a, b)).toEqual(merge(b, a))),
    { numRuns: 2000 },
  );
});

test('merge is associative', () => {
  fc.assert(
    fc.property(
      register,
      register,
      register,
      (a, b, c) => void expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c))),
    ),
    { numRuns: 2000 },
  );
});

test('merge is idempotent, and answers the very register where the other adds nothing', () => {
  fc.assert(
    fc.property(register, register, (a, b) => {
      const merged = merge(a, b);
      expect(merge(merged, a)).toBe(merged);
      expect(merge(merged, { ...b })).toBe(merged);
    }),
    { numRuns: 2000 },
  );
});

test('the last writer wins, and what its predecessor needed outlived is outlived', () => {
  fc.assert(
    fc.property(register, register, (a, b) => {
      const merged = merge(a, b);
      expect(compareVersions(merged, a)).toBeGreaterThanOrEqual(0);
      expect(compareVersions(merged, b)).toBeGreaterThanOrEqual(0);
      expect(merged.guardedUntil).toBe(Math.max(a.guardedUntil, b.guardedUntil));
    }),
  );
});
