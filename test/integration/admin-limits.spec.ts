import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeyStore } from '../../src/gateway/auth/api-key.store.ts';
import { Database } from '../../src/database/database.js';
import { NO_LIMITS } from '../../src/kernel/limits.ts';
import { parseApiKey } from '../../src/kernel/api-key.js';
import { AdminApp } from './admin.fixtures.ts';
import { DATABASE_KINDS } from './database.fixtures.ts';

describe.each(DATABASE_KINDS)('limits and teams over the %s database', (kind) => {
  let admin: AdminApp;
  const tokens = { owner: '', ada: '', bob: '' };

  beforeAll(async () => {
    admin = await AdminApp.start(kind);
    for (const name of ['owner', 'ada', 'bob'] as const) {
      await admin.register(`${name}@example.com`);
      tokens[name] = await admin.signIn(`${name}@example.com`);
    }
  });
  afterAll(() => admin.stop());

  const issue = async (token: string, body: Record<string, unknown> = {}) => {
    const answer = await admin.call('POST', '/auth/keys', { token, body: { key_name: 'a key', ...body } });
    return { ...answer, id: String(answer.body['id']), key: String(answer.body['api_key']) };
  };
  const change = (token: string, id: string, body: Record<string, unknown>) =>
    admin.call('PATCH', `/auth/keys/${id}`, { token, body });
  /** As the data plane finds it. */
  const found = (key: string) =>
    new ApiKeyStore(admin.app.get(Database, { strict: false })).find(parseApiKey(key)?.publicId ?? '');

  it('a key is made with limits and budgets of its own, and they can be changed', async () => {
    const { id, key, status } = await issue(tokens.owner, {
      requests_per_minute: 500,
      tokens_per_minute: 1000,
      budgets: [{ amount: '0.25', period: 'day', zone: 'Europe/Berlin' }],
    });
    expect(status).toBe(201);
    const budget = { unit: 'spend', amount: 250_000_000, period: 'day', zone: 'Europe/Berlin' };
    expect(await found(key)).toMatchObject({
      limits: { limits: { requestsPerMinute: 500, tokensPerMinute: 1000, concurrency: null }, budgets: [budget] },
      team: null,
    });
    const changed = await change(tokens.owner, id, { key_name: 'renamed', tokens_per_minute: null, concurrency: 3 });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        name: 'renamed',
        requests_per_minute: 500,
        tokens_per_minute: null,
        concurrency: 3,
        budgets: [{ amount: '0.25', period: 'day', zone: 'Europe/Berlin' }],
      },
    });
    expect(await found(key)).toMatchObject({
      limits: { limits: { requestsPerMinute: 500, tokensPerMinute: null, concurrency: 3 }, budgets: [budget] },
    });
    await change(tokens.owner, id, { requests_per_minute: null, concurrency: null, budgets: [] });
    expect(await found(key)).toMatchObject({ limits: { limits: NO_LIMITS, budgets: [] } });
  });

  it.each([
    [{ requests_per_minute: 0 }, 'requests_per_minute'],
    [{ tokens_per_minute: 1.5 }, 'tokens_per_minute'],
    [{ concurrency: 'many' }, 'concurrency'],
    [{ budgets: 'none' }, 'budgets'],
    [{ budgets: [{ amount: 1, tokens: 1, period: 'day' }] }, 'budgets'],
    [{ budgets: [{ amount: 1, period: 'year' }] }, 'budgets'],
    [{ budgets: [{ amount: 1, period: 'day', zone: 'Mars/Olympus' }] }, 'budgets'],
    [{ key_name: '' }, 'key_name'],
    [{ color: 'red' }, 'color'],
  ])('refuses %j', async (body, param) => {
    const { id } = await issue(tokens.owner);
    expect(await change(tokens.owner, id, body)).toMatchObject({ status: 400, body: { param } });
  });

  it('members change their own keys only, and stay within the defaults', async () => {
    const { id } = await issue(tokens.ada);
    expect(await change(tokens.bob, id, { requests_per_minute: 1 })).toMatchObject({ status: 404 });
    expect(await change(tokens.ada, id, { requests_per_minute: 61 })).toMatchObject({
      status: 403,
      body: { code: 'forbidden', message: expect.stringContaining('more than 60 requests a minute') },
    });
    expect(
      await change(tokens.ada, id, { requests_per_minute: 60, budgets: [{ tokens: 5, period: 'day' }] }),
    ).toMatchObject({ status: 200 });
    expect(await change(tokens.owner, id, { requests_per_minute: 61 })).toMatchObject({ status: 200 });
  });

  it('members keep and lower what an owner gave their key, and raise none of it', async () => {
    const { id } = await issue(tokens.ada);
    const budgets = [{ tokens: 5_000_000, period: 'month' }];
    await change(tokens.owner, id, { requests_per_minute: 500, budgets });
    expect(await change(tokens.ada, id, { key_name: 'renamed' })).toMatchObject({
      status: 200,
      body: { name: 'renamed', requests_per_minute: 500, budgets },
    });
    expect(await change(tokens.ada, id, { requests_per_minute: 501 })).toMatchObject({ status: 403 });
    expect(await change(tokens.ada, id, { requests_per_minute: 400 })).toMatchObject({ status: 200 });
    expect(await change(tokens.ada, id, { requests_per_minute: 500 })).toMatchObject({ status: 403 });
  });

  it('changes that come at once are all made or answered with a conflict, and none is undone by another', async () => {
    const { id } = await issue(tokens.owner);
    const { body: team } = await admin.call('POST', '/api/teams', {
      token: tokens.owner,
      body: { name: randomUUID() },
    });
    const fields = ['requests_per_minute', 'tokens_per_minute', 'concurrency'];
    for (const path of [`/auth/keys/${id}`, `/api/teams/${String(team['id'])}`]) {
      const changes = await Promise.all(
        fields.map((field) => admin.call('PATCH', path, { token: tokens.owner, body: { [field]: 7 } })),
      );
      const { body: after } = await admin.call('PATCH', path, { token: tokens.owner, body: {} });
      for (const [index, { status }] of changes.entries()) {
        expect([200, 409]).toContain(status);
        expect(after[fields[index]!]).toBe(status === 200 ? 7 : null);
      }
    }
  });

  it('of two teams of one name that are made at once one is, and a member who is added twice at once is one', async () => {
    const name = randomUUID();
    const create = () => admin.call('POST', '/api/teams', { token: tokens.owner, body: { name } });
    const made = await Promise.all([create(), create(), create()]);
    expect(made.map(({ status }) => status).toSorted()).toEqual([201, 400, 400]);
    const id = String(made.find(({ status }) => status === 201)?.body['id']);
    const add = () =>
      admin.call('POST', `/api/teams/${id}/members`, { token: tokens.owner, body: { email: 'owner@example.com' } });
    const added = await Promise.all([add(), add(), add()]);
    expect(added.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const members = await admin.call('GET', `/api/teams/${id}/members`, { token: tokens.owner });
    expect(members.body['members']).toHaveLength(1);
  });

  it('a rotated key hands its limits on, and is rotated once', async () => {
    const { id } = await issue(tokens.owner, { concurrency: 2, budgets: [{ tokens: 9, period: 'total' }] });
    // A change is no rotation.
    await change(tokens.owner, id, { concurrency: 4 });
    const path = `/auth/keys/${id}/rotate`;
    const { status, body } = await admin.call('POST', path, { token: tokens.owner });
    expect(status).toBe(201);
    expect(await found(String(body['api_key']))).toMatchObject({
      limits: { limits: { concurrency: 4 }, budgets: [{ unit: 'tokens', amount: 9, period: 'total', zone: null }] },
    });
    expect(await admin.call('POST', path, { token: tokens.owner })).toMatchObject({
      status: 400,
      body: { param: 'id' },
    });
  });

  it('teams are made and changed by owner and admin, and seen by their members', async () => {
    const create = (token: string, name: string) =>
      admin.call('POST', '/api/teams', { token, body: { name, tokens_per_minute: 100 } });
    expect(await create(tokens.ada, 'payments')).toMatchObject({ status: 403 });
    const { status, body: team } = await create(tokens.owner, 'payments');
    expect(status).toBe(201);
    expect(team).toMatchObject({ name: 'payments', tokens_per_minute: 100, requests_per_minute: null, budgets: [] });
    expect(await create(tokens.owner, 'payments')).toMatchObject({ status: 400, body: { param: 'name' } });

    const path = `/api/teams/${String(team['id'])}`;
    expect(await admin.call('GET', `${path}/members`, { token: tokens.ada })).toMatchObject({ status: 404 });
    expect((await admin.call('GET', '/api/teams', { token: tokens.ada })).body).toEqual({ teams: [] });
    const add = (token: string, email: string) => admin.call('POST', `${path}/members`, { token, body: { email } });
    expect(await add(tokens.ada, 'ada@example.com')).toMatchObject({ status: 403 });
    expect(await add(tokens.owner, 'nobody@example.com')).toMatchObject({ status: 404 });
    for (let twice = 0; twice < 2; twice++) {
      expect((await add(tokens.owner, 'Ada@example.com')).body).toMatchObject({
        members: [{ email: 'ada@example.com' }],
      });
    }
    expect((await admin.call('GET', '/api/teams', { token: tokens.ada })).body).toMatchObject({
      teams: [{ name: 'payments' }],
    });

    expect(await admin.call('PATCH', path, { token: tokens.ada, body: { concurrency: 1 } })).toMatchObject({
      status: 403,
    });
    expect(await admin.call('PATCH', path, { token: tokens.owner, body: { concurrency: 5 } })).toMatchObject({
      status: 200,
      body: { tokens_per_minute: 100, concurrency: 5 },
    });
    expect(await admin.call('PATCH', '/api/teams/no-uuid', { token: tokens.owner, body: {} })).toMatchObject({
      status: 404,
    });
  });

  it('a team key carries its team, and stops when its user leaves the team', async () => {
    const { body: team } = await admin.call('POST', '/api/teams', {
      token: tokens.owner,
      body: { name: 'search', concurrency: 7 },
    });
    const teamId = String(team['id']);
    expect(await issue(tokens.bob, { team_id: teamId })).toMatchObject({ status: 404 });
    expect(await issue(tokens.bob, { team_id: 'search' })).toMatchObject({ status: 400, body: { param: 'team_id' } });
    const members = `/api/teams/${teamId}/members`;
    const { body } = await admin.call('POST', members, { token: tokens.owner, body: { email: 'bob@example.com' } });
    const { key } = await issue(tokens.bob, { team_id: teamId });
    expect(await found(key)).toMatchObject({
      team: { id: teamId, name: 'search', limits: { limits: { concurrency: 7 }, budgets: [] } },
    });
    const [{ user_id: bob }] = body['members'] as [{ user_id: string }];
    expect(await admin.call('DELETE', `${members}/${bob}`, { token: tokens.bob })).toMatchObject({ status: 403 });
    expect(await admin.call('DELETE', `${members}/${bob}`, { token: tokens.owner })).toMatchObject({ status: 204 });
    expect(await found(key)).toBeNull();
    expect(await admin.call('DELETE', `${members}/${bob}`, { token: tokens.owner })).toMatchObject({ status: 404 });
  });
});
