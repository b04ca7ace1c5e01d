import { expect, test } from 'vitest';
import { FaultyClock } from '../../test/fakes/faulty-clock.js';
import { HybridClock } from './hybrid-clock.js';
import { ReplicatedRegisters } from './replicated-registers.js';
import type { RegisterValue } from './registers.js';
import { SPACE_BOUNDS } from './spaces.js';

function aNode(name = 'a', local = new FaultyClock()) {
  return { local, registers: new ReplicatedRegisters(name, new HybridClock(local)) };
}

function watch(registers: ReplicatedRegisters) {
  const changes: [string, RegisterValue | undefined][] = [];
  const stop = registers.onChange('health', (key, value) => changes.push([key, value]));
  return { changes, stop };
}

const copy = (from: ReplicatedRegisters, to: ReplicatedRegisters) => {
  for (const register of from.map('health').registers()) to.receive('health', register);
};

test('a value lives as long as it was given, to the millisecond, without a timer', () => {
  const { local, registers } = aNode();
  registers.set('health', 'k', { ok: true }, 1000);
  local.advance(999);
  expect(registers.get('health', 'k')).toEqual({ ok: true });
  local.advance(1);
  expect(registers.get('health', 'k')).toBeUndefined();
  expect([...registers.entries('health')]).toEqual([]);
});

test('what has run out leaves memory with the next write', () => {
  const { local, registers } = aNode();
  for (let index = 0; index < 100; index++) registers.set('health', `k${index}`, 1, 1000);
  local.advance(2000);
  registers.set('health', 'other', 1, 1000);
  expect(registers.map('health').size).toBe(1);
});

test('a time to live beyond the bound of its space is cut down to it, one below a millisecond deletes', () => {
  const { local, registers } = aNode();
  registers.set('health', 'k', 1, Number.POSITIVE_INFINITY);
  local.advance(SPACE_BOUNDS.health.longestTtlMs - 1);
  expect(registers.get('health', 'k')).toBe(1);
  local.advance(1);
  expect(registers.get('health', 'k')).toBeUndefined();
  registers.set('health', 'k', 2, 1000);
  registers.set('health', 'k', 3, 0);
  expect(registers.get('health', 'k')).toBeUndefined();
});

test('listeners hear of others and of expiry, not of own calls nor of what they know', () => {
  const local = new FaultyClock();
  const one = aNode('a', local);
  const other = aNode('b', local);
  const { changes, stop } = watch(one.registers);
  one.registers.set('health', 'own', 1, 60_000);
  other.registers.set('health', 'k', 1, 60_000);
  copy(other.registers, one.registers);
  copy(other.registers, one.registers);
  expect(changes.splice(0)).toEqual([['k', 1]]);
  local.advance(1);
  other.registers.delete('health', 'k');
  copy(other.registers, one.registers);
  expect(changes.splice(0)).toEqual([['k', undefined]]);
  local.advance(61_000);
  one.registers.sweep();
  expect(changes.splice(0)).toEqual([['own', undefined]]);
  stop();
  other.registers.set('health', 'k', 2, 60_000);
  copy(other.registers, one.registers);
  expect(changes).toEqual([]);
});

test('a tombstone outlives every value that it could have replaced, however long a node was away', () => {
  const local = new FaultyClock();
  const here = aNode('a', local);
  const away = aNode('b', local);
  away.registers.set('health', 'k', 'stale', SPACE_BOUNDS.health.longestTtlMs);
  copy(away.registers, here.registers);
  local.advance(1);
  here.registers.delete('health', 'k');
  for (let waited = 0; waited < SPACE_BOUNDS.health.longestTtlMs + 10_000; waited += 3_600_000) {
    copy(away.registers, here.registers);
    expect(here.registers.get('health', 'k')).toBeUndefined();
    local.advance(3_600_000);
    here.registers.sweep();
  }
  copy(away.registers, here.registers);
  expect(here.registers.get('health', 'k')).toBeUndefined();
  expect(away.registers.get('health', 'k')).toBeUndefined();
  expect(here.registers.map('health').size).toBe(0);
});

test('no sender makes a register live longer than its space allows', () => {
  const { local, registers } = aNode();
  const wall = local.now();
  const forever = { key: 'k', wall, counter: 0, node: 'x', value: 1, expiresAt: 9e15, guardedUntil: 9e15 };
  expect(registers.receive('health', forever)).toBe('taken');
  local.advance(SPACE_BOUNDS.health.longestTtlMs + 1000);
  registers.sweep();
  expect(registers.map('health').size).toBe(0);
});

test('a register from the future is refused', () => {
  const { local, registers } = aNode();
  const wall = local.now() + 61_000;
  const future = { key: 'k', wall, counter: 0, node: 'x', value: 1, expiresAt: wall + 1000, guardedUntil: wall + 1000 };
  expect(registers.receive('health', future)).toBe('ahead');
  expect(registers.get('health', 'k')).toBeUndefined();
});

test('a node whose clock was hours ahead writes again once its clock is right', () => {
  const local = new FaultyClock(7_200_000);
  const { registers } = aNode('a', local);
  registers.set('health', 'k', 'wrong', 3_600_000);
  local.offsetMs = 0;
  registers.set('health', 'k', 'right', 3_600_000);
  expect(registers.get('health', 'k')).toBe('right');
  expect(registers.map('health').get('k')!.wall).toBeLessThanOrEqual(local.now() + 60_000);
});
