import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueTimes } from './due-times.js';

const SLOT_MS = 250;

test('keys are handed out once, not before their time and not a slot after it', () => {
  const step = fc.oneof(
    fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), inMs: fc.integer({ min: -1000, max: 20_000 }) }),
    fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), inMs: fc.constant(null) }),
    fc.record({ key: fc.constant(null), inMs: fc.integer({ min: 0, max: 8000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const due = new DueTimes();
      const model = new Map<string, number>();
      let now = 1_000_000;
      due.take(now);
      for (const { key, inMs } of steps) {
        if (key !== null && inMs === null) {
          due.delete(key);
          model.delete(key);
        } else if (key !== null) {
          due.set(key, now + inMs!);
          model.set(key, now + inMs!);
        } else {
          now += inMs!;
          for (const taken of due.take(now)) {
            expect(model.get(taken)).toBeLessThanOrEqual(now);
            model.delete(taken);
          }
        }
      }
      now += 30_000;
      due.take(now);
      expect(due.take(now + SLOT_MS)).toEqual([]);
    }),
  );
});

test('what is due is not left behind for longer than a slot', () => {
  const due = new DueTimes();
  due.take(1_000_000);
  due.set('a', 1_000_400);
  expect(due.take(1_000_400)).toEqual([]);
  expect(due.take(1_000_400 + SLOT_MS)).toEqual(['a']);
});

test('a clock that leaps by years, or goes back, costs nothing and loses nothing', () => {
  const due = new DueTimes();
  due.set('a', 1000);
  expect(due.take(Date.UTC(2026, 0, 1))).toEqual(['a']);
  due.set('b', Date.UTC(2026, 0, 2));
  due.take(Date.UTC(2025, 0, 1));
  due.set('c', Date.UTC(2025, 0, 1) + 1000);
  expect(due.take(Date.UTC(2025, 0, 2))).toEqual(['c']);
  expect(due.take(Date.UTC(2026, 0, 3))).toEqual(['b']);
});
