import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RollUpFolder } from '../../src/admin/usage/roll-up/roll-up.folder.js';
import { Database } from '../../src/database/database.js';
import { AdminApp } from './admin.fixtures.ts';
import { DATABASE_KINDS } from './database.fixtures.ts';
import { aLedgerRow, book } from './usage.fixtures.ts';

interface Body {
  readonly rows: readonly Record<string, unknown>[];
  readonly next_cursor: string | null;
}

const OCTOBER = 'from=2026-10-01&to=2026-11-01';
const TEAM = '33333333-3333-4333-8333-333333333333';
const at = (text: string) => new Date(`2026-10-${text}Z`);

describe.each(DATABASE_KINDS)('usage over HTTP and the %s database', (kind) => {
  let admin: AdminApp;
  let database: Database;
  const tokens = { owner: '', ada: '' };
  const ids = { owner: '', ada: '' };
  const keys = { owner: '', ada: '' };
  let ownersKey = '';

  beforeAll(async () => {
    admin = await AdminApp.start(kind);
    database = admin.app.get(Database, { strict: false });
    for (const name of ['owner', 'ada'] as const) {
      ids[name] = String((await admin.register(`${name}@example.com`)).body['id']);
      tokens[name] = await admin.signIn(`${name}@example.com`);
      const issued = await admin.call('POST', '/auth/keys', {
        token: tokens[name],
        body: { key_name: name === 'ada' ? '=cmd()' : 'service, main' },
      });
      keys[name] = String(issued.body['id']);
      if (name === 'owner') ownersKey = String(issued.body['api_key']);
    }
    const ada = { userId: ids.ada, keyId: keys.ada };
    const owner = { userId: ids.owner, keyId: keys.owner };
    await book(database, [
      aLedgerRow({ ...ada, startedAt: at('05T12:30:00'), model: 'large', costNanos: 1_500_000_001n, latencyMs: 1000 }),
      aLedgerRow({ ...ada, startedAt: at('05T23:30:00'), cacheHit: true, costNanos: 0n, input: 0, output: 0 }),
      aLedgerRow({ ...ada, startedAt: at('06T00:10:00'), cacheRead: 300, tags: ['batch'], firstTokenMs: 20 }),
      aLedgerRow({ ...ada, startedAt: at('06T00:20:00'), status: 502, costNanos: null }),
    ]);
    await admin.app.get(RollUpFolder, { strict: false }).fold();
    await database.query(`INSERT INTO teams (id, name, budgets, created_at) VALUES ($1, 'search', '[]', now())`, [
      TEAM,
    ]);
    await book(database, [
      aLedgerRow({ ...owner, teamId: TEAM, startedAt: at('07T08:00:00'), costNanos: 2_000_000_000n }),
    ]);
  });
  afterAll(() => admin.stop());

  const get = async (query: string, token = tokens.owner) => {
    const { status, body } = await admin.call('GET', `/api/usage${query}`, { token });
    expect(body).not.toHaveProperty('code');
    expect(status).toBe(200);
    return body as unknown as Body;
  };
  const refused = (query: string, param: string) =>
    expect(admin.call('GET', `/api/usage${query}`, { token: tokens.owner })).resolves.toMatchObject({
      status: 400,
      body: { code: 'invalid_field', param },
    });

  it('shows groups with exact money, ratios and names', async () => {
    const { rows } = await get(`?${OCTOBER}&group_by=key,user`);
    expect(rows).toMatchObject([
      { key: keys.owner, key_name: 'service, main', user_email: 'owner@example.com', requests: 1, cost_usd: '2' },
      {
        key: keys.ada,
        key_name: '=cmd()',
        user: ids.ada,
        requests: 4,
        errors: 1,
        unpriced: 1,
        cost_usd: '1.500001001',
        cost_nanos: '1500001001',
        tokens: { input_uncached: 300, cache_read: 300, output: 30, total: 630 },
        cache_hit_ratio: 0.25,
        prompt_cache_ratio: 0.5,
        avg_latency_ms: 325,
        avg_first_token_ms: 20,
      },
    ]);
  });

  it('shows teams by name, and what belongs to none', async () => {
    expect((await get(`?${OCTOBER}&group_by=team`)).rows).toMatchObject([
      { team: TEAM, team_name: 'search', requests: 1 },
      { team: null, team_name: null, requests: 4 },
    ]);
    expect((await get(`?${OCTOBER}&team=${TEAM}`)).rows).toMatchObject([{ requests: 1 }]);
  });

  it('shows days of a zone', async () => {
    const days = async (zone: string) =>
      (await get(`?${OCTOBER}&bucket=day&zone=${zone}`)).rows.map(({ starts_at, requests }) => [starts_at, requests]);
    expect(await days('UTC')).toEqual([
      ['2026-10-05T00:00:00.000Z', 2],
      ['2026-10-06T00:00:00.000Z', 2],
      ['2026-10-07T00:00:00.000Z', 1],
    ]);
    expect(await days('Europe/Berlin')).toEqual([
      ['2026-10-04T22:00:00.000Z', 1],
      ['2026-10-05T22:00:00.000Z', 3],
      ['2026-10-06T22:00:00.000Z', 1],
    ]);
  });

  it('shows a member, and a gateway key, only their own', async () => {
    expect((await get(`?${OCTOBER}`, tokens.ada)).rows).toMatchObject([{ requests: 4 }]);
    expect((await get(`?${OCTOBER}&user=${ids.owner}`, tokens.ada)).rows).toEqual([]);
    expect((await get(`?${OCTOBER}`, ownersKey)).rows).toMatchObject([{ requests: 1 }]);
    expect((await get(`/top?${OCTOBER}&by=user`, tokens.ada)).rows).toMatchObject([{ user: ids.ada, share: 1 }]);
    expect(await get(`/summary?${OCTOBER}`, tokens.ada)).toMatchObject({ requests: 4 });
    expect(await admin.call('GET', `/api/usage?${OCTOBER}`)).toMatchObject({ status: 401 });
  });

  it('narrows by filters that may be repeated', async () => {
    expect((await get(`?${OCTOBER}&model=large&model=none`)).rows).toMatchObject([{ requests: 1 }]);
    expect((await get(`?${OCTOBER}&status_class=5xx`)).rows).toMatchObject([{ requests: 1, errors: 1 }]);
    expect((await get(`?${OCTOBER}&tag=batch&group_by=tag,status`)).rows).toMatchObject([
      { tag: 'batch', status: '200', requests: 1 },
    ]);
  });

  it('is read page by page; the range stays what it was on the first', async () => {
    const query = 'group_by=model&bucket=hour&order=requests';
    const first = await get(`?${OCTOBER}&${query}&limit=3`);
    const second = await get(`?${query}&limit=3&cursor=${first.next_cursor}`);
    expect([first.rows.length, second.rows.length, second.next_cursor]).toEqual([3, 1, null]);
    expect([...first.rows, ...second.rows]).toEqual((await get(`?${OCTOBER}&${query}`)).rows);
  });

  it.for([
    ['?from=yesterday', 'from'],
    ['?from=2026-W10', 'from'],
    ['?to=2026-123', 'to'],
    ['?from=2026-10-02&to=2026-10-01', 'to'],
    ['?from=2026-01-01&to=2026-10-01&bucket=hour', 'from'],
    ['?bucket=week', 'bucket'],
    ['?group_by=colour', 'group_by'],
    ['?group_by=key,key', 'group_by'],
    ['?zone=Mars/Olympus', 'zone'],
    ['?zone=%2B02:00', 'zone'],
    ['?key=not-an-id', 'key'],
    ['?status=abc', 'status'],
    ['?order=time', 'order'],
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?cursor=nonsense', 'cursor'],
    ['?cursor=WyJhIl0', 'cursor'],
    ['?format=xml', 'format'],
    ['?colour=red', 'colour'],
    ['/top?by=colour', 'by'],
    ['/top?limit=101', 'limit'],
    ['/summary?bucket=day', 'bucket'],
  ] as const)('names the parameter at fault: %s', ([query, param]) => refused(query, param));

  it('refuses the cursor of another question', async () => {
    const { next_cursor } = await get(`?${OCTOBER}&group_by=model&bucket=hour&limit=1`);
    await refused(`?group_by=key&bucket=hour&limit=1&cursor=${next_cursor}`, 'cursor');
    await refused(`?group_by=model&bucket=hour&limit=1&format=csv&cursor=${next_cursor}`, 'cursor');
  });

  it('takes what nothing was booked for as nothing', async () => {
    expect(await get('?from=2026-09-01&to=2026-09-02')).toMatchObject({ rows: [], next_cursor: null });
    expect(await get('/summary?from=2026-09-01&to=2026-09-02')).toMatchObject({
      requests: 0,
      cost_usd: '0',
      cache_hit_ratio: null,
      latency_ms: { p50: null },
    });
    expect(await get('/top?from=2026-09-01&to=2026-09-02')).toMatchObject({ rows: [] });
  });

  it('sums everything up, with percentiles', async () => {
    const summary = await get(`/summary?${OCTOBER}`);
    expect(summary).toMatchObject({
      from: '2026-10-01T00:00:00.000Z',
      to: '2026-11-01T00:00:00.000Z',
      requests: 5,
      cost_usd: '3.500001001',
    });
    const { p50, p99 } = (summary as unknown as { latency_ms: { p50: number; p99: number } }).latency_ms;
    expect(Math.abs(p50 / 100 - 1)).toBeLessThan(0.1);
    expect(Math.abs(p99 / 1000 - 1)).toBeLessThan(0.1);
  });

  it('shows who spends most, and their share', async () => {
    const { rows } = await get(`/top?${OCTOBER}&by=model&order=tokens&limit=1`);
    expect(rows).toMatchObject([{ model: 'small', requests: 4, share: 630 / 740 }]);
    expect((await get(`/top?${OCTOBER}`)).rows[0]).toMatchObject({ key_name: 'service, main', share: 2 / 3.500001001 });
  });

  it('is a CSV file for who asks for one', async () => {
    const file = async (query: string, headers: Record<string, string> = {}) =>
      admin.app.inject({
        url: `/api/usage?${OCTOBER}&${query}`,
        headers: { authorization: `Bearer ${tokens.owner}`, ...headers },
      });
    const response = await file('group_by=key&format=csv');
    expect(response.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="usage-2026-10-01-2026-11-01.csv"',
    });
    const [header = '', first = '', second = ''] = response.body.split('\r\n');
    expect(header.split(',').slice(0, 4)).toEqual(['key', 'key_name', 'requests', 'errors']);
    expect(first.startsWith(`${keys.owner},"service, main",1,0,`)).toBe(true);
    expect(second.startsWith(`${keys.ada},'=cmd(),4,1,`)).toBe(true);
    expect(second).toContain(',1.500001001,1500001001,');
    expect((await file('bucket=day', { accept: 'text/csv' })).body).toMatch(/^starts_at,requests,/);
    expect((await file('', { accept: 'application/json' })).json()).toMatchObject({ rows: [{ requests: 5 }] });
  });

  it('reconciles with the ledger, finds what does not, and builds it anew', async () => {
    const days = '/api/usage/reconciliation?from=2026-10-05&to=2026-10-08';
    const asked = async (method: 'GET' | 'POST', token = tokens.owner) => admin.call(method, days, { token });
    expect(await asked('GET')).toMatchObject({ status: 200, body: { matches: true, differences: [] } });
    await database.query(
      `UPDATE usage_hourly SET cost_nanos = cost_nanos + 1, latency_39 = coalesce(latency_39, 0) + 1
        WHERE starts_at = '2026-10-05T12:00:00Z'`,
    );
    expect((await asked('GET')).body).toMatchObject({
      matches: false,
      differences: [
        {
          tier: 'hour',
          starts_at: '2026-10-05T12:00:00.000Z',
          key: keys.ada,
          measure: 'cost_nanos',
          ledger: '1500000001',
          roll_up: '1500000002',
        },
        { measure: 'latency_bins' },
      ],
    });
    expect(await asked('POST', tokens.ada)).toMatchObject({ status: 403 });
    expect(await asked('GET', tokens.ada)).toMatchObject({ status: 403 });
    expect(await asked('POST')).toMatchObject({ status: 200, body: { matches: true, differences: [] } });
    expect(await get(`/summary?${OCTOBER}`)).toMatchObject({ requests: 5, cost_usd: '3.500001001' });
    for (const [query, param] of [
      ['from=2026-10-01&to=2026-10-20', 'to'],
      ['from=2026-10-01T01:00:00Z&to=2026-10-02', 'from'],
    ] as const) {
      expect(await admin.call('GET', `/api/usage/reconciliation?${query}`, { token: tokens.owner })).toMatchObject({
        status: 400,
        body: { param },
      });
    }
  });
});
