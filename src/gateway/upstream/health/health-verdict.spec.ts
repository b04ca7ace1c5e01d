import { expect, it } from 'vitest';
import { HealthVerdict } from './health-verdict.js';

const DOWN = { isHealthy: false, reason: 'connection refused' };
const WELL = { isHealthy: true, reason: null };

it('is unknown until something is known, and two failures say nothing yet', () => {
  const verdict = new HealthVerdict(1000);
  expect(verdict.health).toEqual({ state: 'unknown', since: 1000, reason: null });
  expect([verdict.take(DOWN, 1010), verdict.take(DOWN, 1020)]).toEqual([false, false]);
  expect(verdict.health).toEqual({ state: 'unknown', since: 1000, reason: DOWN.reason });
});

it('three failures in a row make it unhealthy, since the third, with the last reason', () => {
  const verdict = new HealthVerdict(0);
  verdict.take(WELL, 10);
  verdict.take(DOWN, 20);
  verdict.take(DOWN, 30);
  expect(verdict.health).toEqual({ state: 'healthy', since: 10, reason: DOWN.reason });
  expect(verdict.take({ isHealthy: false, reason: 'it answers 503 to the list of models' }, 40)).toBe(true);
  expect(verdict.take(DOWN, 50)).toBe(false);
  expect(verdict.health).toEqual({ state: 'unhealthy', since: 40, reason: DOWN.reason });
});

it('a success between failures starts the count anew', () => {
  const verdict = new HealthVerdict(0);
  for (const result of [DOWN, DOWN, WELL, DOWN, DOWN]) verdict.take(result, 10);
  expect(verdict.health.state).toBe('healthy');
});

it('one success makes it healthy again', () => {
  const verdict = new HealthVerdict(0);
  for (let check = 0; check < 5; check += 1) verdict.take(DOWN, check);
  expect(verdict.take(WELL, 60)).toBe(true);
  expect(verdict.health).toEqual({ state: 'healthy', since: 60, reason: null });
});

it('a healthy one may have something to say', () => {
  const verdict = new HealthVerdict(0);
  for (let check = 0; check < 3; check += 1) verdict.take(DOWN, check);
  verdict.take({ isHealthy: true, reason: 'it has no list of models' }, 60);
  expect(verdict.health).toEqual({ state: 'healthy', since: 60, reason: 'it has no list of models' });
});
