import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.js';
import type { LogRow } from '../../src/gateway/request-log/log-row.js';
import { RequestLogStore } from '../../src/gateway/request-log/request-log.store.js';
import { aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';

const aRow = (request_id: string, started_at: string): LogRow => ({
  request_id,
  started_at,
  key_id: '00000000-0000-4000-8000-000000000001',
  user_id: '00000000-0000-4000-8000-000000000002',
  team_id: null,
  dialect: 'openai-chat',
  requested_model: 'fast',
  status: 200,
  prompt: '{}',
  answer: '{"é": "\\u0000"}',
  prompt_bytes: 2,
  answer_bytes: 2,
  redactions: 0,
});

describe.each(DATABASE_KINDS)('on the %s database', (kind) => {
  let ground: Ground;
  let database: Database;

  beforeAll(async () => {
    ground = await aGround(kind);
    database = await ground.openNode();
  });
  afterAll(() => ground.close());

  it('entries are kept once, and until they are too old', async () => {
    const store = new RequestLogStore(database);
    const rows = [
      aRow('old', '2026-11-01T00:00:00.000001Z'),
      aRow('older', '2026-10-01T00:00:00.000000Z'),
      aRow('young', '2026-11-20T00:00:00.000000Z'),
    ];
    await store.insert(rows);
    await store.insert(rows);
    const left = async () =>
      (await database.query<{ request_id: string }>('SELECT request_id FROM request_log ORDER BY 1')).map(
        ({ request_id: id }) => id,
      );
    expect(await left()).toEqual(['old', 'older', 'young']);
    expect(await store.deleteBefore(new Date('2026-11-10T00:00:00Z'), 1)).toBe(1);
    expect(await left()).toEqual(['old', 'young']);
    expect(await store.deleteBefore(new Date('2026-11-10T00:00:00Z'), 10)).toBe(1);
    expect(await left()).toEqual(['young']);
  });
});
