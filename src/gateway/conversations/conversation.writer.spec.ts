import { Counter, Gauge } from 'prom-client';
import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from 'vitest';
import { MemoryConversationStore } from '../../../test/fakes/memory-conversation.store.js';
import { ALICE, aTurn, aTurnAfter, BOB } from '../../../test/fakes/turn.builder.js';
import { eventually } from '../../../test/setup/eventually.js';
import { GatewayError } from '../../kernel/errors.js';
import { ConversationWriter } from './conversation.writer.js';

beforeAll(() => Logger.overrideLogger(false));

function aWriter() {
  const store = new MemoryConversationStore();
  const waiting = new Gauge({ name: 'waiting', help: '-', registers: [] });
  const lost = new Counter({ name: 'lost', help: '-', registers: [] });
  const valueOf = async (metric: Gauge | Counter) => (await metric.get()).values[0]?.value;
  return {
    store,
    writer: new ConversationWriter(store, waiting, lost),
    waiting: () => valueOf(waiting),
    lost: () => valueOf(lost),
  };
}

const away = () => new GatewayError('database_unavailable', { retryAfter: 5 });
const refusedForContent = () => Object.assign(new Error('invalid byte sequence'), { code: '22021' });

it('finds a turn at once, for its owner alone, and writes it soon', async () => {
  const { store, writer, waiting } = aWriter();
  const turn = aTurn();
  writer.add(turn);
  expect(writer.get(turn.id, ALICE)).toBe(turn);
  expect(writer.get(turn.id, BOB)).toBeUndefined();
  expect(await waiting()).toBe(1);
  await eventually('it is written', () => store.turns.has(turn.id) && writer.get(turn.id, ALICE) === undefined);
  expect(await waiting()).toBe(0);
});

it('writes what came meanwhile together', async () => {
  const { store, writer } = aWriter();
  const release = Promise.withResolvers<void>();
  store.beforeInsert = () => release.promise;
  writer.add(aTurn());
  await new Promise(setImmediate);
  for (let turns = 0; turns < 5; turns += 1) writer.add(aTurn());
  release.resolve();
  await eventually('all are written', () => store.turns.size === 6);
  expect(store.insertions).toEqual([1, 5]);
});

it('keeps turns while the database is away, and writes them in order when it is back', async () => {
  const { store, writer, lost } = aWriter();
  let failures = 0;
  store.failure = () => (++failures < 3 ? away() : null);
  const first = aTurn();
  const second = aTurnAfter(first);
  writer.add(first);
  writer.add(second);
  await eventually('both are written', () => store.turns.size === 2);
  expect([...store.turns.keys()]).toEqual([first.id, second.id]);
  expect(await lost()).toBe(0);
});

it('sets aside a turn that the database refuses for its content, and only that', async () => {
  const { store, writer, lost } = aWriter();
  const turns = Array.from({ length: 7 }, () => aTurn());
  const poisoned = turns[4]!.id;
  store.failure = (batch) => (batch.some(({ id }) => id === poisoned) ? refusedForContent() : null);
  for (const turn of turns) writer.add(turn);
  await eventually('the others are written', () => store.turns.size === 6);
  expect(store.turns.has(poisoned)).toBe(false);
  expect(await lost()).toBe(1);
});

it('loses the oldest turns, and counts them, when too many wait', async () => {
  const { store, writer, lost } = aWriter();
  store.failure = away;
  const large = 'x'.repeat(16 * 1024 * 1024);
  const turns = Array.from({ length: 6 }, () => aTurn({ response: large }));
  for (const turn of turns) writer.add(turn);
  // Two bytes a character: four turns are more than the 128 MiB that may wait.
  expect(turns.map(({ id }) => writer.get(id, ALICE) !== undefined)).toEqual([false, false, false, true, true, true]);
  expect(await lost()).toBe(3);
  await writer.beforeApplicationShutdown();
});

it('never writes a turn that was taken back, not even one on its way', async () => {
  const { store, writer } = aWriter();
  const turn = aTurn();
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  store.beforeInsert = () => {
    begun.resolve();
    return release.promise;
  };
  writer.add(turn);
  await begun.promise;
  const withdrawn = writer.withdraw(turn.id, ALICE);
  expect(await writer.withdraw(turn.id, BOB)).toBe(false);
  release.resolve();
  expect(await withdrawn).toBe(true);
  // What was under way is there by now, for the caller to delete; nothing comes after it.
  store.turns.delete(turn.id);
  const other = aTurn();
  writer.add(other);
  await eventually('the next is written', () => store.turns.has(other.id));
  expect(store.turns.has(turn.id)).toBe(false);
});

it('writes what waits before the process ends', async () => {
  const { store, writer } = aWriter();
  let failures = 0;
  store.failure = () => (++failures === 1 ? away() : null);
  const turn = aTurn();
  writer.add(turn);
  await eventually('the first attempt has failed', () => failures === 1);
  await writer.beforeApplicationShutdown();
  expect(store.turns.has(turn.id)).toBe(true);
});

it('tells what it loses when the process ends while the database is away', async () => {
  const { store, writer, lost } = aWriter();
  store.failure = away;
  writer.add(aTurn());
  await writer.beforeApplicationShutdown();
  expect(await lost()).toBe(1);
});
