import { expect, test } from 'vitest';
import { differingBuckets, momentOf, rootOf } from './digest.js';
import { RegisterMap } from './register-map.js';
import type { StoredRegister } from './stored-register.js';

const NOW = 10_000_000;
const BOUNDS = { most: 64, longestTtlMs: 1_000_000 };
const later = momentOf(NOW + 100_000);

function aRegister(key: string, wall: number, more: Partial<StoredRegister> = {}): StoredRegister {
  return {
    key,
    wall,
    counter: 0,
    node: 'n',
    value: wall,
    expiresAt: NOW + 500_000,
    guardedUntil: NOW + 500_000,
    ...more,
  };
}

test('beyond its bound the earliest written go, and do not come back', () => {
  const map = new RegisterMap(BOUNDS);
  for (let index = 0; index <= 64; index++) map.offer(aRegister(`k${index}`, NOW + index), NOW);
  expect(map.size).toBe(60);
  expect(map.get('k4')).toBeUndefined();
  expect(map.get('k5')).toBeDefined();
  expect(map.floor).toBe(NOW + 4);
  expect(map.offer(aRegister('k4', NOW + 4), NOW)).toBe('void');
  expect(map.size).toBe(60);
});

test('two full maps that have met hold the same, whichever order things came in', () => {
  const one = new RegisterMap(BOUNDS);
  const other = new RegisterMap(BOUNDS);
  const all = Array.from({ length: 300 }, (_, index) => aRegister(`k${index}`, NOW + ((index * 7919) % 300)));
  for (const register of all) one.offer(register, NOW);
  for (const register of all.toReversed()) other.offer(register, NOW);
  const floor = Math.max(one.floor, other.floor);
  for (const map of [one, other]) map.raiseFloor(floor);
  for (const register of one.registers()) other.offer(register, NOW);
  for (const register of other.registers()) one.offer(register, NOW);
  expect(rootOf(one.digest(later))).toBe(rootOf(other.digest(later)));
  expect(one.size).toBe(other.size);
  expect(one.size).toBeGreaterThan(32);
});

test('a value that has run out guards against what it replaced, then goes', () => {
  const map = new RegisterMap(BOUNDS);
  map.offer(aRegister('k', NOW - 20, { expiresAt: NOW + 9000, guardedUntil: NOW + 9000 }), NOW);
  map.offer(aRegister('k', NOW - 10, { expiresAt: NOW + 1000, guardedUntil: NOW + 1000 }), NOW);
  const ranOut: string[] = [];
  map.sweep(NOW + 2000, (key) => ranOut.push(key));
  expect(ranOut).toEqual(['k']);
  expect(map.get('k')?.value).toBeUndefined();
  expect(map.offer(aRegister('k', NOW - 20, { expiresAt: NOW + 9000, guardedUntil: NOW + 9000 }), NOW + 2000)).toBe(
    'lost',
  );
  map.sweep(NOW + 10_000, (key) => ranOut.push(key));
  expect(map.size).toBe(0);
  expect(ranOut).toEqual(['k']);
});

test('digests tell where two maps differ and nothing else', () => {
  const one = new RegisterMap({ most: 10_000, longestTtlMs: 1_000_000 });
  const other = new RegisterMap({ most: 10_000, longestTtlMs: 1_000_000 });
  for (let index = 0; index < 5000; index++) {
    one.offer(aRegister(`k${index}`, NOW), NOW);
    other.offer(aRegister(`k${4999 - index}`, NOW), NOW);
  }
  expect(differingBuckets(one.digest(later), other.digest(later)).size).toBe(0);
  one.offer(aRegister('k7', NOW + 1), NOW);
  const differing = differingBuckets(one.digest(later), other.digest(later));
  expect(differing.size).toBe(1);
  expect([...one.inBuckets(differing)].map(({ key }) => key)).toContain('k7');
  expect([...one.inBuckets(differing)].length).toBeLessThan(30);
  expect(rootOf(one.digest(later))).not.toBe(rootOf(other.digest(later)));
});

test('what was written just now, and what is about to go, is not compared', () => {
  const one = new RegisterMap(BOUNDS);
  one.offer(aRegister('new', NOW - 100), NOW);
  one.offer(aRegister('going', NOW - 60_000, { expiresAt: NOW + 500, guardedUntil: NOW + 500 }), NOW);
  expect(rootOf(one.digest(momentOf(NOW)))).toBe(0);
  expect(rootOf(one.digest(momentOf(NOW + 5000)))).not.toBe(0);
});
