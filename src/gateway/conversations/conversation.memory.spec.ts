import { expect, it } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.js';
import { ALICE, aTurn, BOB } from '../../../test/fakes/turn.builder.js';
import { ConversationMemory } from './conversation.memory.js';
import { sizeOf } from './turn.js';

const FRESH_MS = 1000;

function aMemory(bytes = 1_000_000) {
  const clock = new FakeClock();
  return { clock, memory: new ConversationMemory(clock, { bytes, freshMs: FRESH_MS }) };
}

it('knows a turn for its owner alone', () => {
  const { memory } = aMemory();
  const turn = aTurn();
  memory.put(turn);
  expect(memory.get(turn.id, ALICE)).toBe(turn);
  expect(memory.get(turn.id, BOB)).toBeUndefined();
});

it('knows a turn only for a while', () => {
  const { memory, clock } = aMemory();
  const turn = aTurn();
  memory.put(turn);
  clock.advance(FRESH_MS - 1);
  expect(memory.get(turn.id, ALICE)).toBe(turn);
  clock.advance(1);
  expect(memory.get(turn.id, ALICE)).toBeUndefined();
});

it('forgets what was used longest ago when it is full', () => {
  const [first, second, third] = [aTurn(), aTurn(), aTurn()];
  const { memory } = aMemory(sizeOf(first) * 2);
  memory.put(first);
  memory.put(second);
  memory.get(first.id, ALICE);
  memory.put(third);
  expect([first, second, third].map(({ id }) => memory.get(id, ALICE) !== undefined)).toEqual([true, false, true]);
});

it('has its room back after a turn was deleted or put again', () => {
  const [first, second] = [aTurn(), aTurn()];
  const { memory } = aMemory(sizeOf(first) * 2);
  for (let times = 0; times < 10; times += 1) memory.put(first);
  memory.put(second);
  expect(memory.get(first.id, ALICE)).toBe(first);
  memory.delete(first.id);
  memory.delete(first.id);
  expect(memory.get(first.id, ALICE)).toBeUndefined();
  memory.put(aTurn());
  expect(memory.get(second.id, ALICE)).toBe(second);
});

it('does not take a turn that is larger than itself', () => {
  const turn = aTurn();
  const { memory } = aMemory(sizeOf(turn) - 1);
  memory.put(turn);
  expect(memory.get(turn.id, ALICE)).toBeUndefined();
});
