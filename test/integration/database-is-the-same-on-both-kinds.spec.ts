import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.js';
import type { Database } from '../../src/database/database.js';
import { hasPendingMigrations } from '../../src/database/migrate.js';
import { rows } from '../../src/database/rows.js';
import { aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';

describe.each(DATABASE_KINDS)('the %s database', (kind) => {
  let ground: Ground;
  let database: Database;

  beforeAll(async () => {
    ground = await aGround(kind);
    database = await ground.openNode();
  });
  afterAll(() => ground.close());

  it('is open with every migration done', async () => {
    expect(database.kind).toBe(kind);
    expect(database.state()).toEqual({ ready: true, reason: null });
    await database.ping(5000);
    const done = await database.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    expect(done.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name));
    expect(await hasPendingMigrations(database.dataSource)).toBe(false);
  });

  it('answers the same values for the same types', async () => {
    const [row] = await database.query(
      `SELECT $1::bigint AS large, $2::numeric AS exact, $3::bytea AS bytes, $4::jsonb AS json,
              $5::timestamptz AS instant, $6::uuid AS id, NULL::text AS nothing`,
      [
        '9007199254740993',
        '0.10',
        Buffer.from([0, 255]),
        JSON.stringify({ a: [1] }),
        new Date('2026-02-03T04:05:06.789Z'),
        'b1a7f3c8-0f5e-4a55-9d3e-5f6f0d9f7a10',
      ],
    );
    expect(row).toEqual({
      large: '9007199254740993',
      exact: '0.10',
      bytes: Buffer.from([0, 255]),
      json: { a: [1] },
      instant: new Date('2026-02-03T04:05:06.789Z'),
      id: 'b1a7f3c8-0f5e-4a55-9d3e-5f6f0d9f7a10',
      nothing: null,
    });
  });

  it('keeps concurrent transactions apart', async () => {
    await database.query('CREATE TABLE counter (value integer NOT NULL)');
    await database.query('INSERT INTO counter VALUES (0)');
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database.transaction(async (manager) => {
          const [row] = await rows<{ value: number }>(manager, 'SELECT value FROM counter FOR UPDATE');
          await rows(manager, 'UPDATE counter SET value = $1', [(row?.value ?? 0) + 1]);
        }),
      ),
    );
    expect(await database.query('SELECT value FROM counter')).toEqual([{ value: 20 }]);
  });

  it('answers the rows of every kind of statement and rolls back what fails', async () => {
    await database.query('CREATE TABLE note (id integer PRIMARY KEY, text text)');
    expect(await database.query(`INSERT INTO note VALUES (1, 'a'), (2, 'b') RETURNING id`)).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
    expect(await database.query(`UPDATE note SET text = 'c' WHERE id = $1 RETURNING text`, [2])).toEqual([
      { text: 'c' },
    ]);
    await expect(
      database.transaction(async (manager) => {
        await manager.query('DELETE FROM note');
        await manager.query('INSERT INTO note VALUES (1), (1)');
      }),
    ).rejects.toMatchObject({ code: '23505' });
    expect(await database.query('DELETE FROM note RETURNING id')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('makes the partition of a month once, however many ask at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => database.query(`SELECT ensure_usage_partition('2026-12-24')`)));
    const insert = (startedAt: string) =>
      database.query(
        `INSERT INTO usage_records VALUES ('r', $1, 'n', gen_random_uuid(), gen_random_uuid(), 'openai-chat', 'm', NULL, NULL,
         false, 200, NULL, NULL, 1, 0, 0, 0, 1, 0, 0, 'provider', 1, 1, NULL, 1, NULL)
         ON CONFLICT (request_id, started_at) DO NOTHING RETURNING tableoid::regclass::text AS partition`,
        [startedAt],
      );
    expect(await insert('2026-12-01T00:00:00Z')).toEqual([{ partition: 'usage_records_2026_12' }]);
    expect(await insert('2026-12-31T23:59:59.999Z')).toEqual([{ partition: 'usage_records_2026_12' }]);
    expect(await insert('2026-12-31T23:59:59.999Z')).toEqual([]);
    await expect(insert('2027-01-01T00:00:00Z')).rejects.toThrow(/no partition/);
  });

  it('tells the size of its pool', async () => {
    const { total, idle, waiting } = database.poolSize();
    expect(total).toBeGreaterThanOrEqual(1);
    expect(idle).toBe(total);
    expect(waiting).toBe(0);
  });
});
