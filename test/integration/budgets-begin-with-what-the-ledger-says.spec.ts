import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { BudgetUsageStore } from '../../src/gateway/rate-limiting/budget-usage.store.ts';
import { aBudget } from '../fakes/limit-plan.builder.ts';
import { aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';

const at = (text: string) => Date.parse(text);

describe.each(DATABASE_KINDS)('the sums of a budget over the %s database', (kind) => {
  const [key, user, team, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  let ground: Ground;
  let database: Database;
  let store: BudgetUsageStore;

  beforeAll(async () => {
    ground = await aGround(kind);
    database = await ground.openNode();
    store = new BudgetUsageStore(database);
    await database.query(
      "SELECT ensure_usage_partition(day::date) FROM unnest(ARRAY['2026-10-01', '2026-11-01']) AS day",
    );
    const rows: Row[] = [
      ['2026-10-31T22:59:59.999Z', key, user, team, 1, 100],
      ['2026-10-31T23:00:00Z', key, user, team, 10, 1000],
      ['2026-11-01T00:00:00Z', key, user, null, 100, 10_000],
      ['2026-11-28T11:29:59Z', key, user, null, 1000, 100_000],
      ['2026-11-28T11:30:00Z', other, user, team, 10_000, 1_000_000],
      ['2026-11-28T12:00:00Z', key, other, null, 100_000, null],
    ];
    for (const row of rows) await insert(...row);
    // Some of it added up already, and some not.
    await database.query('SELECT fold_usage_changes(1000)');
    await insert('2026-11-28T13:00:00Z', key, user, team, 1_000_000, 10_000_000);
  });
  afterAll(() => ground.close());

  type Row = readonly [
    at: string,
    key: string,
    user: string,
    team: string | null,
    tokens: number,
    nanos: number | null,
  ];

  const insert = (...[startedAt, keyId, userId, teamId, tokens, nanos]: Row) =>
    database.query(
      `INSERT INTO usage_records (request_id, started_at, node, key_id, user_id, team_id, dialect, requested_model,
         streamed, status, input_uncached, cache_read, cache_write, input_audio, output, reasoning, output_audio,
         usage_source, latency_ms, overhead_ms, attempts, cost_nanos)
       VALUES ($1, $2, 'n', $3, $4, $5, 'openai-chat', 'm', false, 200, $6, 0, 0, 0, 0, 0, 0, 'provider', 1, 1, 1, $7)`,
      [randomUUID(), startedAt, keyId, userId, teamId, tokens, nanos],
    );

  test.each([
    ['a key for ever', { subject: key, startsAt: 0 }, 1_101_111],
    ['a month in Berlin', { subject: key, startsAt: at('2026-10-31T23:00:00Z') }, 1_101_110],
    ['a month in UTC', { subject: key, startsAt: at('2026-11-01T00:00:00Z') }, 1_101_100],
    [
      'a day in Kolkata, which begins within an hour',
      { subject: key, startsAt: at('2026-11-28T11:30:00Z') },
      1_100_000,
    ],
    ['a user', { level: 'user', subject: user, startsAt: at('2026-11-28T11:30:00Z') }, 1_010_000],
    ['a team', { level: 'team', subject: team, startsAt: 0 }, 1_010_011],
    ['everybody', { level: 'global', subject: null, startsAt: at('2026-11-28T00:00:00Z') }, 1_111_000],
    ['somebody who never came', { subject: randomUUID(), startsAt: 0 }, 0],
    [
      'dollars, where a price is missing',
      { subject: key, unit: 'spend', startsAt: at('2026-11-28T12:00:00Z') },
      10_000_000,
    ],
  ] as const)('%s', async (_what, budget, used) => {
    expect(await store.used(aBudget(1, 'k', budget))).toBe(used);
  });
});
