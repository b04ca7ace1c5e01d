import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RollUpStore } from '../../src/admin/usage/roll-up/roll-up.store.js';
import type { UsageQuestion } from '../../src/admin/usage/usage.statement.js';
import { UsageStore } from '../../src/admin/usage/usage.store.js';
import type { Database } from '../../src/database/database.js';
import { ReadingDatabase } from '../../src/database/replica/reading-database.js';
import { aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';
import { aLedgerRow, book, type LedgerRow } from './usage.fixtures.ts';

const FROM = Date.parse('2026-09-20T00:00:00Z');
const TO = Date.parse('2026-11-10T00:00:00Z');

const everything: UsageQuestion = {
  range: { from: FROM, to: TO },
  bucket: null,
  zone: 'UTC',
  groupBy: [],
  filters: {},
  userId: null,
  order: 'cost',
  descending: true,
  percentiles: false,
  limit: 10_000,
  after: null,
};

/** The same rows every time: a generator that is seeded. */
function manyRows(count: number): LedgerRow[] {
  let seed = 42;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const id = (kind: number, number: number) => `${kind}0000000-0000-4000-8000-00000000000${number}`;
  return Array.from({ length: count }, () => {
    const key = next(6);
    const status = [200, 200, 200, 429, 500, 503][next(6)] ?? 200;
    return aLedgerRow({
      startedAt: new Date(FROM + next(TO - FROM)),
      keyId: id(1, key),
      userId: id(2, key % 3),
      teamId: key % 2 === 0 ? null : id(3, key % 3),
      requestedModel: 'fast',
      model: status === 429 ? null : (['large', 'small', "o'brien"][next(3)] ?? null),
      provider: status === 429 ? null : (['openai', 'claude'][next(2)] ?? null),
      status,
      tags: [null, [], ['batch'], ['batch', 'night']][next(4)] ?? null,
      input: next(5000),
      cacheRead: next(2) * next(1000),
      output: next(800),
      costNanos: next(5) === 0 ? null : BigInt(next(2_000_000_000)) * 7n,
      cacheHit: next(10) === 0,
      estimated: next(8) === 0,
      latencyMs: (next(60_000_000) + 1) / 1000,
      firstTokenMs: next(2) === 0 ? null : (next(3_000_000) + 1) / 1000,
    });
  });
}

describe.each(DATABASE_KINDS)('usage over the %s database', (kind) => {
  let ground: Ground;
  let database: Database;
  let usage: UsageStore;
  let rollUps: RollUpStore;
  const rows = manyRows(3000);

  beforeAll(async () => {
    ground = await aGround(kind);
    database = await ground.openNode();
    usage = new UsageStore(new ReadingDatabase(ground.config, database));
    rollUps = new RollUpStore(database);
    await book(database, rows.slice(0, 1000));
    await rollUps.fold(10_000);
    await book(database, rows.slice(1000, 2000));
    await rollUps.fold(10_000);
    // The last third is not folded, and some rows come twice.
    await book(database, rows.slice(1500));
  });
  afterAll(() => ground.close());

  /** By hand, from the rows: requests, cost and tokens of every group. */
  const expected = (keysOf: (row: LedgerRow) => readonly string[], kept = rows) => {
    const groups = new Map<
      string,
      { requests: number; errors: number; cost: bigint; tokens: number; unpriced: number }
    >();
    for (const row of kept) {
      for (const key of keysOf(row)) {
        const group = groups.get(key) ?? { requests: 0, errors: 0, cost: 0n, tokens: 0, unpriced: 0 };
        group.requests += 1;
        group.errors += row.status >= 400 ? 1 : 0;
        group.cost += row.costNanos ?? 0n;
        group.tokens += row.input + row.cacheRead + row.output;
        group.unpriced += row.costNanos === null && row.input + row.cacheRead + row.output > 0 ? 1 : 0;
        groups.set(key, group);
      }
    }
    return Object.fromEntries(groups);
  };
  const actual = async (question: Partial<UsageQuestion>) =>
    Object.fromEntries(
      (await usage.read({ ...everything, ...question })).map((group) => [
        [group.startsAt?.toISOString(), ...Object.values(group.by)].filter((part) => part !== undefined).join(' '),
        {
          requests: group.requests,
          errors: group.errors,
          cost: group.costNanos,
          tokens: Object.values(group.tokens).reduce((sum, count) => sum + count, 0),
          unpriced: group.unpriced,
        },
      ]),
    );

  it('sums up everything, folded or not', async () => {
    expect(await actual({})).toEqual(expected(() => ['']));
  });

  it.for([
    ['UTC', 'day', (at: Date) => `${at.toISOString().slice(0, 10)}T00:00:00.000Z`],
    ['UTC', 'hour', (at: Date) => `${at.toISOString().slice(0, 13)}:00:00.000Z`],
    ['UTC', 'month', (at: Date) => `${at.toISOString().slice(0, 7)}-01T00:00:00.000Z`],
  ] as const)('by the %s %s', async ([zone, bucket, startOf]) => {
    expect(await actual({ bucket, zone, order: 'time' })).toEqual(expected((row) => [startOf(row.startedAt)]));
  });

  it('by month and model in a zone, where summer time ends in between', async () => {
    const local = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', month: 'numeric' });
    const begins: Record<string, string> = {
      9: '2026-08-31T22:00:00.000Z',
      10: '2026-09-30T22:00:00.000Z',
      11: '2026-10-31T23:00:00.000Z',
    };
    expect(await actual({ bucket: 'month', zone: 'Europe/Berlin', groupBy: ['model'], order: 'time' })).toEqual(
      expected((row) => [`${begins[local.format(row.startedAt)]} ${row.model ?? row.requestedModel}`]),
    );
  });

  it('by tag, for which a request counts once each', async () => {
    expect(await actual({ groupBy: ['tag'] })).toEqual(
      expected((row) => (row.tags === null || row.tags.length === 0 ? [''] : row.tags)),
    );
  });

  it('narrowed to what is asked for, and to whose it is', async () => {
    const [userId = ''] = rows.map((row) => row.userId);
    const question = {
      groupBy: ['key', 'status'],
      filters: { provider: ['openai'], status_class: ['5xx'] },
      userId,
    } as const;
    const kept = rows.filter((row) => row.userId === userId && row.provider === 'openai' && row.status >= 500);
    expect(kept.length).toBeGreaterThan(20);
    expect(await actual(question)).toEqual(expected((row) => [`${row.keyId} ${row.status}`], kept));
  });

  it('finds percentiles within a tenth of the exact ones', async () => {
    const [group] = await usage.read({ ...everything, percentiles: true });
    const exact = (share: number, values: readonly number[]) =>
      values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;
    const latencies = rows.map(({ latencyMs }) => latencyMs);
    const firstTokens = rows.flatMap(({ firstTokenMs }) => firstTokenMs ?? []);
    for (const [name, share] of [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p99', 0.99],
    ] as const) {
      for (const [values, found] of [
        [latencies, group?.percentiles?.latency[name]],
        [firstTokens, group?.percentiles?.firstToken[name]],
      ] as const) {
        expect(Math.abs((found ?? 0) / exact(share, values) - 1)).toBeLessThan(0.1);
      }
    }
  });

  it.for(['time', 'cost', 'tokens'] as const)('is read page by page without gaps, ordered by %s', async (order) => {
    const question = {
      ...everything,
      bucket: 'day',
      groupBy: ['model', 'tag'],
      order,
      descending: order !== 'time',
    } as const;
    const whole = (await usage.read(question)).map(({ place }) => place);
    const pages: (readonly string[])[] = [];
    while (pages.length <= whole.length) {
      const page = await usage.read({ ...question, limit: 7, after: pages.at(-1) ?? null });
      if (page.length === 0) break;
      pages.push(...page.map(({ place }) => place));
    }
    expect(pages).toEqual(whole);
    expect(whole.length).toBeGreaterThan(100);
  });

  it('a price that changes and a row that goes change the sums', async () => {
    const before = (await actual({}))['']?.cost ?? 0n;
    const [first, second] = rows;
    await database.query('UPDATE usage_records SET cost_nanos = 5 WHERE request_id = ANY ($1)', [
      [first?.requestId, second?.requestId],
    ]);
    const repriced = before - (first?.costNanos ?? 0n) - (second?.costNanos ?? 0n) + 10n;
    expect((await actual({}))['']).toMatchObject({ cost: repriced, requests: 3000 });
    await database.query('DELETE FROM usage_records WHERE request_id = $1', [first?.requestId]);
    expect((await actual({}))['']).toMatchObject({ cost: repriced - 5n, requests: 2999 });
    for (let folded = 1; folded > 0;) folded = await rollUps.fold(700);
    expect(await database.query('SELECT 1 FROM usage_changes')).toEqual([]);
    expect((await actual({}))['']).toMatchObject({ cost: repriced - 5n, requests: 2999 });
  });

  it('what retention forgets stays in the sums', async () => {
    const sums = await actual({ bucket: 'month', order: 'time' });
    await database.query('DROP TABLE usage_records_2026_09');
    expect(await actual({ bucket: 'month', order: 'time' })).toEqual(sums);
    expect(sums['2026-09-01T00:00:00.000Z']?.requests).toBeGreaterThan(100);
  });
});
