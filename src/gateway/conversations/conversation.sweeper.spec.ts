import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from 'vitest';
import { MemoryConversationStore } from '../../../test/fakes/memory-conversation.store.js';
import { GatewayError } from '../../kernel/errors.js';
import { ConversationSweeper } from './conversation.sweeper.js';

beforeAll(() => Logger.overrideLogger(false));

class ExpiringStore extends MemoryConversationStore {
  readonly batches: number[] = [];
  expired = 0;
  away = false;

  override deleteExpired(limit: number): Promise<number> {
    if (this.away) return Promise.reject(new GatewayError('database_unavailable', { retryAfter: 5 }));
    const deleted = Math.min(limit, this.expired);
    this.expired -= deleted;
    this.batches.push(deleted);
    return Promise.resolve(deleted);
  }
}

it('deletes in batches until nothing that has expired is left', async () => {
  const store = new ExpiringStore();
  store.expired = 250;
  await new ConversationSweeper(store).sweep();
  expect(store.batches).toEqual([100, 100, 50]);
});

it('leaves them for the next round while the database is away', async () => {
  const store = new ExpiringStore();
  const sweeper = new ConversationSweeper(store);
  Object.assign(store, { expired: 1, away: true });
  await sweeper.sweep();
  expect(store.expired).toBe(1);
  store.away = false;
  await sweeper.sweep();
  expect(store.expired).toBe(0);
});

it('stops between two batches when the node does', async () => {
  const store = new ExpiringStore();
  store.expired = 1000;
  const sweeper = new ConversationSweeper(store);
  const sweeping = sweeper.sweep();
  await sweeper.beforeApplicationShutdown();
  await sweeping;
  expect(store.expired).toBeGreaterThan(0);
});
