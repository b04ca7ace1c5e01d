import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConversationStore } from '../../src/gateway/conversations/conversation.store.js';
import type { Turn } from '../../src/gateway/conversations/turn.js';
import type { Database } from '../../src/database/database.js';
import { ALICE, aTurn, aTurnAfter, BOB } from '../fakes/turn.builder.ts';
import { aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';

const LIMITS = { turns: 1000, bytes: 1_000_000 };
const idsOf = (turns: readonly Turn[]) => turns.map(({ id }) => id);

describe.each(DATABASE_KINDS)('conversations in the %s database', (kind) => {
  let ground: Ground;
  let database: Database;
  let store: ConversationStore;

  beforeAll(async () => {
    ground = await aGround(kind);
    database = await ground.openNode();
    store = new ConversationStore(database, ground.config);
  });
  beforeEach(() => database.query('DELETE FROM conversations'));
  afterAll(() => ground.close());

  const expire = (turn: Turn, ago: string) =>
    database.query(`UPDATE conversations SET expires_at = now() - $2::interval WHERE id = $1`, [
      turn.conversationId,
      ago,
    ]);

  it('come back as they were, to their owner alone', async () => {
    const odd = String.raw`[{"text":"\u0000 \ud800 ünïcode 1.0e3"}]`;
    const turn = aTurn({ input: odd, totalBytes: 2 ** 40 });
    await store.insert([turn]);
    expect(await store.find([turn.id], ALICE)).toEqual([turn]);
    expect(await store.chain(turn.id, ALICE, { ...LIMITS, bytes: Number.MAX_SAFE_INTEGER })).toEqual([turn]);
    expect(await store.find([turn.id], BOB)).toEqual([]);
    expect(await store.chain(turn.id, BOB, LIMITS)).toEqual([]);
  });

  it('are read from the first turn to the last, along the branch that is asked for', async () => {
    const first = aTurn();
    const second = aTurnAfter(first);
    const [left, right] = [aTurnAfter(second), aTurnAfter(second)];
    const other = aTurn();
    await store.insert([first, second, left, right, other]);
    expect(await store.chain(left.id, ALICE, LIMITS)).toEqual([first, second, left]);
    expect(idsOf(await store.chain(right.id, ALICE, LIMITS))).toEqual(idsOf([first, second, right]));
    expect(idsOf(await store.find([right.id, other.id, 'resp_unknown'], ALICE)).toSorted()).toEqual(
      idsOf([right, other]).toSorted(),
    );
  });

  it('beyond a limit are not read but for their end', async () => {
    const first = aTurn();
    const second = aTurnAfter(first);
    await store.insert([first, second]);
    expect(idsOf(await store.chain(second.id, ALICE, { ...LIMITS, turns: 2 }))).toEqual([second.id]);
    expect(idsOf(await store.chain(second.id, ALICE, { ...LIMITS, bytes: second.totalBytes - 1 }))).toEqual([
      second.id,
    ]);
  });

  it('never lead to a turn of another conversation', async () => {
    const bobs = aTurn({ userId: BOB });
    const forged = aTurn({ previousId: bobs.id, depth: 2 });
    await store.insert([bobs, forged]);
    expect(idsOf(await store.chain(forged.id, ALICE, LIMITS))).toEqual([forged.id]);
  });

  it('may be written twice', async () => {
    const turn = aTurn();
    await store.insert([turn]);
    await store.insert([{ ...turn, response: '{}' }, aTurn()]);
    expect(await store.find([turn.id], ALICE)).toEqual([turn]);
  });

  it('expire together, a while after their last turn', async () => {
    const first = aTurn();
    await store.insert([first]);
    await expire(first, '1 minute');
    expect(await store.find([first.id], ALICE)).toEqual([]);
    expect(await store.chain(first.id, ALICE, LIMITS)).toEqual([]);

    const second = aTurnAfter(first);
    await store.insert([second]);
    expect(idsOf(await store.chain(second.id, ALICE, LIMITS))).toEqual([first.id, second.id]);
    const [left] = await database.query<{ days: number }>(
      `SELECT round(extract(epoch FROM expires_at - now()) / 86400)::int AS days FROM conversations`,
    );
    expect(left?.days).toBe(30);
  });

  it('are deleted in batches once they have expired', async () => {
    const turns = Array.from({ length: 5 }, () => aTurn());
    const [alive, late] = [aTurn(), aTurn()];
    await store.insert([...turns, alive, late]);
    for (const turn of turns) await expire(turn, '2 hours');
    // Whoever asked just before the end may still be writing.
    await expire(late, '1 minute');
    expect(await store.deleteExpired(3)).toBe(3);
    expect(await store.deleteExpired(3)).toBe(2);
    expect(await store.deleteExpired(3)).toBe(0);
    const left = await database.query<{ id: string }>('SELECT id FROM conversation_turns');
    expect(left.map(({ id }) => id).toSorted()).toEqual(idsOf([alive, late]).toSorted());
  });

  it('lose a turn only by their owner’s word', async () => {
    const first = aTurn();
    const second = aTurnAfter(first);
    await store.insert([first, second]);
    expect(await store.delete(first.id, BOB)).toBe(false);
    expect(await store.delete(first.id, ALICE)).toBe(true);
    expect(await store.delete(first.id, ALICE)).toBe(false);
    expect(idsOf(await store.chain(second.id, ALICE, LIMITS))).toEqual([second.id]);
  });
});

describe('over nodes', () => {
  it('one at a time deletes what has expired', async () => {
    const ground = await aGround('postgres');
    const [here, there] = [await ground.openNode(), await ground.openNode()];
    const store = new ConversationStore(there, ground.config);
    const turn = aTurn();
    await store.insert([turn]);
    await there.query(`UPDATE conversations SET expires_at = now() - interval '1 day'`);
    await here.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(4713003)');
      expect(await store.deleteExpired(10)).toBe(0);
    });
    expect(await store.deleteExpired(10)).toBe(1);
    await ground.close();
  });
});
