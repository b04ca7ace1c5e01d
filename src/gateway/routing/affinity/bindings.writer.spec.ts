import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from 'vitest';
import { MemoryBindingsStore } from '../../../../test/fakes/memory-bindings.store.js';
import { eventually } from '../../../../test/setup/eventually.js';
import { GatewayError } from '../../../kernel/errors.js';
import { BindingsWriter } from './bindings.writer.js';

beforeAll(() => Logger.overrideLogger(false));

const binding = (key: string, target = 'a/m', updatedAt = 1) => ({ key, target, updatedAt, expiresAt: 1e15 });

it('writes only the last word of a session that moves meanwhile', async () => {
  const store = new MemoryBindingsStore();
  const writer = new BindingsWriter(store);
  writer.add(binding('s', 'a/m', 1));
  writer.add(binding('t'));
  writer.add(binding('s', 'b/m', 2));
  await eventually('all are written', () => writer.waiting === 0);
  expect(store.batches).toEqual([2]);
  expect(store.rows.get('s')?.target).toBe('b/m');
});

it('keeps what the database does not take, and tries again', async () => {
  const store = new MemoryBindingsStore();
  let failures = 2;
  store.failure = () => (failures-- > 0 ? new GatewayError('database_unavailable', { retryAfter: 5 }) : null);
  const writer = new BindingsWriter(store);
  writer.add(binding('s'));
  await eventually('it is written', () => store.rows.has('s'));
  expect(writer.waiting).toBe(0);
});

it('holds no more than so many while the database is away: the oldest go', async () => {
  const store = new MemoryBindingsStore();
  let isAway = true;
  store.failure = () => (isAway ? new GatewayError('database_unavailable', { retryAfter: 5 }) : null);
  const writer = new BindingsWriter(store);
  for (let index = 0; index < 50_010; index += 1) writer.add(binding(`s-${index}`));
  expect(writer.waiting).toBe(50_000);
  isAway = false;
  await eventually('all are written', () => writer.waiting === 0);
  expect([store.rows.has('s-9'), store.rows.has('s-10')]).toEqual([false, true]);
});

it('stops with the node, also while the database is away', async () => {
  const store = new MemoryBindingsStore();
  store.failure = () => new GatewayError('database_unavailable', { retryAfter: 5 });
  const writer = new BindingsWriter(store);
  writer.add(binding('s'));
  await writer.beforeApplicationShutdown();
  expect(writer.waiting).toBe(1);
});
