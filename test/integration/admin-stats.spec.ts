import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { newApiKey } from '../../src/kernel/api-key.js';
import { AdminApp } from './admin.fixtures.ts';
import { DATABASE_KINDS } from './database.fixtures.ts';

interface Usage {
  userId: string;
  model: string;
  minutesAgo: number;
  status: number;
}

describe.each(DATABASE_KINDS)('statistics over the %s database', (kind) => {
  let admin: AdminApp;
  let database: Database;
  let key: string;
  const tokens = { owner: '', ada: '', bob: '' };

  /** Ten tokens in every request, of every class but one; 100 ms. */
  const record = async ({ userId, model, minutesAgo, status }: Usage) => {
    const startedAt = new Date(Date.now() - minutesAgo * 60_000);
    await database.query('SELECT ensure_usage_partition($1::date)', [startedAt.toISOString().slice(0, 10)]);
    await database.query(
      `INSERT INTO usage_records VALUES ($1, $2, 'n', $3, $4, 'openai-chat', $5, 'p', $5, false, $6, NULL, NULL,
         4, 1, 1, 1, 1, 1, 1, 'provider', 100, 1, NULL, 1, NULL)`,
      [randomUUID(), startedAt, randomUUID(), userId, model, status],
    );
  };

  beforeAll(async () => {
    admin = await AdminApp.start(kind);
    database = admin.app.get(Database, { strict: false });
    const ids: Record<string, string> = {};
    for (const name of ['owner', 'ada', 'bob'] as const) {
      ids[name] = String((await admin.register(`${name}@example.com`)).body['id']);
      tokens[name] = await admin.signIn(`${name}@example.com`);
    }
    const issued = await admin.call('POST', '/auth/keys', { token: tokens.owner, body: { key_name: 'dashboard' } });
    key = String(issued.body['api_key']);
    const [owner = '', ada = ''] = [ids['owner'], ids['ada']];
    await record({ userId: owner, model: 'large', minutesAgo: 5, status: 200 });
    await record({ userId: ada, model: 'small', minutesAgo: 10, status: 200 });
    await record({ userId: ada, model: 'small', minutesAgo: 90, status: 500 });
    await record({ userId: ada, model: 'large', minutesAgo: 90, status: 200 });
  });
  afterAll(() => admin.stop());

  const everything = {
    total_requests: 4,
    total_tokens: 40,
    avg_latency_ms: 100,
    requests_last_hour: 2,
    top_models: [
      { model: 'large', requests: 2, tokens: 20 },
      { model: 'small', requests: 2, tokens: 20 },
    ],
    error_rate: 0.25,
  };

  it('shows everything to the owner', async () => {
    expect(await admin.call('GET', '/api/stats', { token: tokens.owner })).toMatchObject({
      status: 200,
      body: everything,
    });
  });

  it('shows everything to an auditor', async () => {
    await database.query(`UPDATE users SET role = 'auditor' WHERE email = 'bob@example.com'`);
    expect((await admin.call('GET', '/api/stats', { token: tokens.bob })).body).toEqual(everything);
    await database.query(`UPDATE users SET role = 'member' WHERE email = 'bob@example.com'`);
  });

  it('shows a member only their own', async () => {
    expect((await admin.call('GET', '/api/stats', { token: tokens.ada })).body).toEqual({
      total_requests: 3,
      total_tokens: 30,
      avg_latency_ms: 100,
      requests_last_hour: 1,
      top_models: [
        { model: 'small', requests: 2, tokens: 20 },
        { model: 'large', requests: 1, tokens: 10 },
      ],
      error_rate: 1 / 3,
    });
  });

  it('shows zeros to who has sent nothing', async () => {
    expect((await admin.call('GET', '/api/stats', { token: tokens.bob })).body).toEqual({
      total_requests: 0,
      total_tokens: 0,
      avg_latency_ms: null,
      requests_last_hour: 0,
      top_models: [],
      error_rate: 0,
    });
  });

  it('shows a gateway key only its users requests, even an owners', async () => {
    expect(await admin.call('GET', '/api/stats', { token: key })).toMatchObject({
      status: 200,
      body: { total_requests: 1, total_tokens: 10 },
    });
  });

  it('refuses a key that is mistyped, unknown or with a wrong secret', async () => {
    const unknown = newApiKey().key.reveal();
    for (const token of [`${key}x`, unknown]) {
      expect(await admin.call('GET', '/api/stats', { token })).toMatchObject({
        status: 401,
        body: { code: 'invalid_api_key' },
      });
    }
    await database.query('UPDATE api_keys SET public_id = $1', [unknown.slice(4, 16)]);
    expect(await admin.call('GET', '/api/stats', { token: unknown })).toMatchObject({ status: 401 });
    expect(await admin.call('GET', '/api/stats')).toMatchObject({ status: 401, body: { code: 'session_required' } });
  });
});
