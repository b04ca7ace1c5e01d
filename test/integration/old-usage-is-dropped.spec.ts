import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.js';
import { RetentionStore } from '../../src/gateway/usage/retention/retention.store.js';
import { UsageRetention } from '../../src/gateway/usage/retention/usage-retention.js';
import { UsageStore } from '../../src/gateway/usage/usage.store.js';
import { aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';
import { aLedgerRow, book } from './usage.fixtures.ts';

const LEDGER_KEY = '00000000-0000-4000-8000-000000000001';
const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-28T12:00:00Z');

beforeAll(() => Logger.overrideLogger(false));

describe.each(DATABASE_KINDS)('on the %s database', (kind) => {
  let ground: Ground;
  let database: Database;

  beforeAll(async () => {
    ground = await aGround(kind);
    database = await ground.openNode();
  });
  afterAll(() => ground.close());

  const months = async (of = database) =>
    (
      await of.query<{ name: string }>(
        `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
         WHERE inhparent = 'usage_records'::regclass ORDER BY relname`,
      )
    ).map(({ name }) => name.replace('usage_records_', ''));

  const retention = (days: number | null, of = database) =>
    new UsageRetention({ usage: { retentionMs: days === null ? null : days * DAY_MS } }, of, new RetentionStore(of));

  beforeEach(async () => {
    for (const month of await months()) await database.query(`DROP TABLE usage_records_${month}`);
    await book(
      database,
      ['2026-08-31T23:59:59.999Z', '2026-09-01T00:00:00Z', '2026-10-15T00:00:00Z', '2026-11-20T00:00:00Z'].map((day) =>
        aLedgerRow({ startedAt: new Date(day) }),
      ),
    );
  });

  it('keeps a month until all of it is too old, and makes the next one in time', async () => {
    expect(await months()).toEqual(['2026_08', '2026_09', '2026_10', '2026_11']);
    // 30 days before now is within October.
    await retention(30).tidy(NOW);
    expect(await months()).toEqual(['2026_10', '2026_11', '2026_12']);
    expect(await database.query('SELECT count(*)::integer AS rows FROM usage_records')).toEqual([{ rows: 2 }]);
  });

  it('keeps everything where nothing else is said', async () => {
    await retention(null).tidy(NOW);
    expect(await months()).toEqual(['2026_08', '2026_09', '2026_10', '2026_11', '2026_12']);
  });

  it('keeps the sums of what was dropped', async () => {
    const requests = async () =>
      database.query(
        `SELECT (SELECT coalesce(sum(sign), 0) FROM usage_changes)
              + (SELECT coalesce(sum(requests), 0) FROM usage_daily) AS sum`,
      );
    const before = await requests();
    await retention(30).tidy(NOW);
    expect(await requests()).toEqual(before);
  });

  it('drops what is kept about dropped rows', async () => {
    await database.query(
      `INSERT INTO usage_rerates (run_id, started_at, request_id)
       VALUES (gen_random_uuid(), '2026-09-30T23:59:59Z', 'old'), (gen_random_uuid(), '2026-10-01T00:00:00Z', 'kept')`,
    );
    await retention(30).tidy(NOW);
    expect(await database.query('SELECT request_id FROM usage_rerates')).toEqual([{ request_id: 'kept' }]);
    await database.query('TRUNCATE usage_rerates');
  });

  it('a row that comes later than that makes its month again', async () => {
    const store = new UsageStore(database);
    const late = (requestId: string) =>
      `{"request_id":"${requestId}","started_at":"2026-08-02T00:00:00.000Z","node":"n","key_id":"${LEDGER_KEY}",` +
      `"user_id":"${LEDGER_KEY}","dialect":"d","requested_model":"m","streamed":false,"status":200,` +
      '"usage_source":"provider","latency_ms":1,"overhead_ms":1,"attempts":1}';
    await store.insert([late('first')]);
    await retention(30).tidy(NOW);
    await store.insert([late('second')]);
    expect(await database.query("SELECT request_id FROM usage_records WHERE started_at < '2026-09-01'")).toEqual([
      { request_id: 'second' },
    ]);
  });

  it("two nodes do not get in each other's way", async () => {
    const other = kind === 'postgres' ? await ground.openNode() : database;
    await Promise.all([retention(30).tidy(NOW), retention(30, other).tidy(NOW)]);
    expect(await months(other)).toEqual(['2026_10', '2026_11', '2026_12']);
  });
});

it('a month that somebody reads is dropped the next time, and meanwhile rows come in', async () => {
  const ground = await aGround('postgres');
  try {
    const database = await ground.openNode();
    await book(database, [aLedgerRow({ startedAt: new Date('2026-01-01T00:00:00Z') })]);
    const store = new RetentionStore(database);
    const reading = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const reader = (await ground.openNode()).transaction(async (manager) => {
      await manager.query('SELECT count(*) FROM usage_records_2026_01');
      reading.resolve();
      await done.promise;
    });
    await reading.promise;
    await expect(store.dropBefore(new Date(NOW))).rejects.toThrow(/lock timeout/);
    await book(database, [aLedgerRow({ startedAt: new Date(NOW) })]);
    done.resolve();
    await reader;
    expect(await store.dropBefore(new Date('2026-06-01T00:00:00Z'))).toEqual(['usage_records_2026_01']);
  } finally {
    await ground.close();
  }
});
