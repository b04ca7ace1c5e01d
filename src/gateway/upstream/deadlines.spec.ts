import { expect, it, vi } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.js';
import { Deadlines } from './deadlines.js';

function timed(dueAt: number) {
  return { dueAt, due: vi.fn<() => void>() };
}

function setup() {
  const clock = new FakeClock();
  return { clock, deadlines: new Deadlines(clock) };
}

it('calls what is due, once, and nothing else', () => {
  const { clock, deadlines } = setup();
  const [soon, late] = [timed(10), timed(20)];
  deadlines.watch(soon);
  deadlines.watch(late);
  clock.advance(10);
  deadlines.sweep();
  deadlines.sweep();
  expect(soon.due).toHaveBeenCalledTimes(1);
  expect(late.due).not.toHaveBeenCalled();
  clock.advance(10);
  deadlines.sweep();
  expect(late.due).toHaveBeenCalledTimes(1);
  expect(deadlines.size).toBe(0);
});

it('does not call what was forgotten', () => {
  const { clock, deadlines } = setup();
  const gone = timed(10);
  deadlines.watch(gone);
  deadlines.forget(gone);
  clock.advance(100);
  deadlines.sweep();
  expect(gone.due).not.toHaveBeenCalled();
});

it('sees one that came later and is due earlier, and one that was put off', () => {
  const { clock, deadlines } = setup();
  const [putOff, earlier] = [timed(10), timed(5)];
  deadlines.watch(putOff);
  deadlines.watch(earlier);
  putOff.dueAt = 30;
  clock.advance(10);
  deadlines.sweep();
  expect([earlier.due.mock.calls.length, putOff.due.mock.calls.length]).toEqual([1, 0]);
  clock.advance(20);
  deadlines.sweep();
  expect(putOff.due).toHaveBeenCalledTimes(1);
});

it('what is called may watch anew', () => {
  const { clock, deadlines } = setup();
  const again = { dueAt: 10, calls: 0, due: () => undefined as void };
  again.due = () => {
    again.calls += 1;
    again.dueAt += 10;
    deadlines.watch(again);
  };
  deadlines.watch(again);
  for (let step = 0; step < 3; step += 1) {
    clock.advance(10);
    deadlines.sweep();
  }
  expect(again.calls).toBe(3);
});

it('runs a timer only while there is something to watch', () => {
  vi.useFakeTimers();
  try {
    const { clock, deadlines } = setup();
    expect(vi.getTimerCount()).toBe(0);
    for (let count = 0; count < 100; count += 1) deadlines.watch(timed(10));
    expect(vi.getTimerCount()).toBe(1);
    clock.advance(10);
    vi.advanceTimersByTime(20);
    expect(deadlines.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
