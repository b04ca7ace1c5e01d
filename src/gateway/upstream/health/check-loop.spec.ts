import { expect, it } from 'vitest';
import { CheckLoop } from './check-loop.js';

const INTERVAL = 1000;

/** Time that passes only when told to, and checks that end only when told to. */
function makeLoop(random = 0.5) {
  let now = 0;
  let due: { readonly at: number; readonly callBack: () => void } | null = null;
  const running: (() => void)[] = [];
  const startedAt: number[] = [];
  const check = () => {
    startedAt.push(now);
    return new Promise<void>((resolve) => running.push(resolve));
  };
  const loop = new CheckLoop(INTERVAL, check, {
    random: () => random,
    elapsed: () => now,
    after(milliseconds, callBack) {
      due = { at: now + milliseconds, callBack };
      return () => (due = null);
    },
  });
  return {
    loop,
    startedAt,
    get dueAt() {
      return due?.at ?? null;
    },
    pass(milliseconds: number) {
      now += milliseconds;
      if (due === null || due.at > now) return;
      const { callBack } = due;
      due = null;
      callBack();
    },
    /** The check under way ends. */
    async finish() {
      running.shift()?.();
      // The loop goes on in a microtask.
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

it('begins somewhere within the first interval', () => {
  for (const random of [0, 0.25, 0.999]) {
    const made = makeLoop(random);
    made.loop.start();
    expect(made.dueAt).toBe(INTERVAL * random);
  }
});

it('never runs two checks at once, however long one takes', async () => {
  const made = makeLoop(0);
  made.loop.start();
  made.pass(0);
  expect(made.startedAt).toEqual([0]);
  made.pass(10 * INTERVAL);
  expect(made.startedAt).toEqual([0]);
  expect(made.dueAt).toBeNull();
  await made.finish();
  expect(made.dueAt).toBe(10 * INTERVAL + 0.1 * INTERVAL);
});

it.for([
  [0, 900],
  [0.5, 1000],
  [1, 1100],
] as const)('with %d as chance the next begins %d ms after the one before', async ([random, gap]) => {
  const made = makeLoop(random);
  made.loop.start();
  made.pass(INTERVAL);
  made.pass(40);
  await made.finish();
  expect(made.dueAt).toBeCloseTo((made.startedAt[0] ?? 0) + gap);
});

it('once stopped it checks no more, waiting or under way', async () => {
  const waiting = makeLoop();
  waiting.loop.start();
  waiting.loop.stop();
  expect(waiting.dueAt).toBeNull();
  const underWay = makeLoop(0);
  underWay.loop.start();
  underWay.pass(0);
  underWay.loop.stop();
  await underWay.finish();
  expect(underWay.dueAt).toBeNull();
});
