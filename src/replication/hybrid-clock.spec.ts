import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FaultyClock } from '../../test/fakes/faulty-clock.js';
import { HybridClock, MOST_AHEAD_MS } from './hybrid-clock.js';

test('each write is later than every write before it and every version seen', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 5000 }) }),
    fc.record({ kind: fc.constant('set' as const), ms: fc.integer({ min: -30_000, max: 30_000 }) }),
    fc.record({ kind: fc.constant('see' as const), ms: fc.integer({ min: -90_000, max: 90_000 }) }),
    fc.record({ kind: fc.constant('write' as const), ms: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const local = new FaultyClock();
      const clock = new HybridClock(local);
      let last = { wall: 0, counter: 0 };
      const isLater = (version: typeof last) =>
        version.wall > last.wall || (version.wall === last.wall && version.counter > last.counter);
      for (const { kind, ms } of steps) {
        if (kind === 'pass') local.advance(ms);
        // Steps that stay within the bound: beyond it a clock has to go back.
        if (kind === 'set') local.offsetMs = Math.max(-25_000, Math.min(25_000, local.offsetMs + ms / 10));
        if (kind === 'see') {
          const seen = { wall: clock.now() + Math.trunc(ms / 20), counter: Math.abs(ms % 7) };
          if (clock.observe(seen.wall, seen.counter) && isLater(seen)) last = seen;
        }
        if (kind === 'write') {
          const written = clock.tick();
          expect(isLater(written)).toBe(true);
          last = written;
        }
      }
    }),
  );
});

test('a peer that is too far ahead is not followed', () => {
  const local = new FaultyClock();
  const clock = new HybridClock(local);
  expect(clock.observe(local.now() + MOST_AHEAD_MS + 1)).toBe(false);
  expect(clock.now()).toBe(local.now());
  expect(clock.observe(local.now() + MOST_AHEAD_MS)).toBe(true);
  expect(clock.now()).toBe(local.now() + MOST_AHEAD_MS);
});

test('peers cannot lead it further than the bound by small steps', () => {
  const local = new FaultyClock();
  const clock = new HybridClock(local);
  for (let step = 0; step < 100; step++) clock.observe(clock.now() + 10_000);
  expect(clock.now()).toBeLessThanOrEqual(local.now() + MOST_AHEAD_MS);
});

test('time goes on while the local clock is behind, a little slower, until both agree', () => {
  const local = new FaultyClock();
  const clock = new HybridClock(local);
  clock.observe(local.now() + 10_000);
  const before = clock.now();
  local.advance(1000);
  expect(clock.now() - before).toBe(990);
  local.advance(1_000_000);
  expect(clock.now()).toBe(local.now());
});

test('a local clock that steps back a little does not take it back', () => {
  const local = new FaultyClock();
  const clock = new HybridClock(local);
  const before = clock.now();
  local.offsetMs = -30_000;
  expect(clock.now()).toBe(before);
  local.advance(1000);
  expect(clock.now()).toBe(before + 990);
});

test('a local clock that steps back by hours was wrong before, and is followed', () => {
  const local = new FaultyClock(3_600_000);
  const clock = new HybridClock(local);
  clock.tick();
  local.offsetMs = 0;
  expect(clock.now()).toBe(local.now() + MOST_AHEAD_MS);
  expect(clock.tick().wall).toBe(local.now() + MOST_AHEAD_MS);
});
