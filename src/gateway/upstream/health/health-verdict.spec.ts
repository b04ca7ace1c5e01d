import { expect, it } from 'vitest';
import { HealthVerdict } from './health-verdict.js';

const DOWN = 'connection refused';

it('is unknown until something is known, and two failures say nothing yet', () => {
  const verdict = new HealthVerdict(1000);
  expect(verdict.health).toEqual({ state: 'unknown', since: 1000, reason: null });
  expect([verdict.take(DOWN, 1010), verdict.take(DOWN, 1020)]).toEqual([false, false]);
  expect(verdict.health).toEqual({ state: 'unknown', since: 1000, reason: DOWN });
});

it('three failures in a row make it unhealthy, since the third, with the last reason', () => {
  const verdict = new HealthVerdict(0);
  verdict.take(null, 10);
  verdict.take(DOWN, 20);
  verdict.take(DOWN, 30);
  expect(verdict.health).toEqual({ state: 'healthy', since: 10, reason: DOWN });
  expect(verdict.take('it answers 503 to the list of models', 40)).toBe(true);
  expect(verdict.take(DOWN, 50)).toBe(false);
  expect(verdict.health).toEqual({ state: 'unhealthy', since: 40, reason: DOWN });
});

it('a success between failures starts the count anew', () => {
  const verdict = new HealthVerdict(0);
  for (const failure of [DOWN, DOWN, null, DOWN, DOWN]) verdict.take(failure, 10);
  expect(verdict.health.state).toBe('healthy');
});

it('one success makes it healthy again', () => {
  const verdict = new HealthVerdict(0);
  for (let check = 0; check < 5; check += 1) verdict.take(DOWN, check);
  expect(verdict.take(null, 60)).toBe(true);
  expect(verdict.health).toEqual({ state: 'healthy', since: 60, reason: null });
});
