import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.js';
import { BindingsStore, type StoredBinding } from '../../src/gateway/routing/affinity/bindings.store.js';
import { EarlierBindings } from '../../src/gateway/routing/affinity/earlier-bindings.js';
import { systemClock } from '../../src/kernel/clock.js';
import { aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';

const NEWEST = { updatedAt: Date.UTC(9999, 0), key: '' };

describe.each(DATABASE_KINDS)('session bindings in the %s database', (kind) => {
  let ground: Ground;
  let database: Database;
  let store: BindingsStore;
  const now = Date.now();
  const aBinding = (key: string, more: Partial<StoredBinding> = {}): StoredBinding => ({
    key,
    target: 'a/m',
    updatedAt: now,
    expiresAt: now + 3_600_000,
    ...more,
  });

  beforeAll(async () => {
    ground = await aGround(kind);
    database = await ground.openNode();
    store = new BindingsStore(database);
  });
  beforeEach(() => database.query('DELETE FROM session_bindings'));
  afterAll(() => ground.close());

  it('come back as they were, to the millisecond', async () => {
    const binding = aBinding('k', { target: 'provider-1/modèle "x"', updatedAt: now + 1, expiresAt: now + 86_400_123 });
    await store.upsert([binding]);
    expect(await store.page(NEWEST, 10)).toEqual([binding]);
  });

  it('the later word counts, whichever comes last', async () => {
    const newer = aBinding('k', { target: 'new/m', updatedAt: now + 2 });
    await store.upsert([newer]);
    await store.upsert([aBinding('k', { target: 'old/m', updatedAt: now + 1 })]);
    expect(await store.page(NEWEST, 10)).toEqual([newer]);
    const newest = aBinding('k', { target: 'newest/m', updatedAt: now + 3 });
    await store.upsert([newest]);
    expect(await store.page(NEWEST, 10)).toEqual([newest]);
  });

  it('are read page by page, the newest first, each once, also where many are of one millisecond', async () => {
    const bindings = Array.from({ length: 25 }, (_, index) =>
      aBinding(`k-${String(index).padStart(2, '0')}`, { updatedAt: now - Math.floor(index / 10) }),
    );
    await store.upsert(bindings);
    const read: StoredBinding[] = [];
    for (let page = await store.page(NEWEST, 7); page.length > 0; page = await store.page(page.at(-1)!, 7)) {
      read.push(...page);
    }
    expect(read.map(({ updatedAt }) => updatedAt)).toEqual(bindings.map(({ updatedAt }) => updatedAt));
    expect(read.map(({ key }) => key).toSorted()).toEqual(bindings.map(({ key }) => key));
  });

  it('what is new is read page by page, the oldest first, without what has expired', async () => {
    const bindings = Array.from({ length: 12 }, (_, index) =>
      aBinding(`k-${String(index).padStart(2, '0')}`, { updatedAt: now + Math.floor(index / 5) }),
    );
    await store.upsert([
      ...bindings,
      aBinding('expired', { expiresAt: now - 1 }),
      aBinding('old', { updatedAt: now - 1 }),
    ]);
    const read: StoredBinding[] = [];
    for (
      let page = await store.since({ updatedAt: now, key: '' }, 5);
      page.length > 0;
      page = await store.since(page.at(-1)!, 5)
    ) {
      read.push(...page);
    }
    expect(read).toEqual(bindings);
  });

  it('are written by many nodes at once, whatever the order of each', async () => {
    const bindings = Array.from({ length: 500 }, (_, index) => aBinding(`k-${index}`));
    const batches = Array.from({ length: 40 }, (_, turn) => (turn % 2 === 0 ? bindings : bindings.toReversed()));
    await Promise.all(batches.map((batch) => store.upsert(batch)));
    expect(await store.page(NEWEST, 1000)).toHaveLength(500);
  });

  it('that have expired are not read, and are deleted in batches', async () => {
    await store.upsert([
      ...[1, 2, 3].map((index) => aBinding(`old-${index}`, { expiresAt: now - index * 1000 })),
      aBinding('live'),
    ]);
    expect((await store.page(NEWEST, 10)).map(({ key }) => key)).toEqual(['live']);
    expect([await store.deleteExpired(2), await store.deleteExpired(2), await store.deleteExpired(2)]).toEqual([
      2, 1, 0,
    ]);
    expect(await database.query('SELECT key FROM session_bindings')).toEqual([{ key: 'live' }]);
  });

  it('are found by a node that has read them, until they expire or something newer is known', async () => {
    const many = Array.from({ length: 5100 }, (_, index) => aBinding(`k-${index}`, { target: `t-${index % 3}/m` }));
    await store.upsert(many);
    const earlier = new EarlierBindings(database, store, systemClock);
    await earlier.load();
    expect(earlier.size).toBe(5100);
    expect(['k-5', 'k-5099', 'other'].map((key) => earlier.find(key)?.target)).toEqual(['t-2/m', 't-2/m', undefined]);
    earlier.forget('k-5');
    expect(earlier.find('k-5')).toBeUndefined();
  });
});
