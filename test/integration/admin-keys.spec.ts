import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { ControlEventFeed } from '../../src/events/control-event-feed.js';
import type { ControlEvent } from '../../src/events/control-event.js';
import { parseApiKey } from '../../src/kernel/api-key.js';
import { eventually } from '../setup/eventually.ts';
import { AdminApp, PASSWORD } from './admin.fixtures.ts';
import { DATABASE_KINDS } from './database.fixtures.ts';

describe.each(DATABASE_KINDS)('keys over the %s database', (kind) => {
  let admin: AdminApp;
  let database: Database;
  const heard: ControlEvent[] = [];
  const tokens = { owner: '', ada: '', bob: '' };

  beforeAll(async () => {
    admin = await AdminApp.start(kind);
    database = admin.app.get(Database, { strict: false });
    admin.app.get(ControlEventFeed, { strict: false }).subscribe((event) => heard.push(event));
    for (const name of ['owner', 'ada', 'bob'] as const) {
      await admin.register(`${name}@example.com`);
      tokens[name] = await admin.signIn(`${name}@example.com`);
    }
  });
  afterAll(() => admin.stop());

  const issue = (token: string, body: Record<string, unknown> = {}) =>
    admin.call('POST', '/auth/keys', { token, body: { key_name: 'a key', ...body } });
  const row = async (id: unknown) => {
    const [found] = await database.query<Record<string, unknown>>('SELECT * FROM api_keys WHERE id = $1', [id]);
    return found;
  };

  it('issues a key for e-mail and password, and keeps only its hash', async () => {
    const body = { email: 'ada@example.com', password: PASSWORD, key_name: 'checkout', expires_in_days: 30 };
    const answer = await admin.call('POST', '/auth/keys', { body });
    expect(answer).toMatchObject({ status: 201, body: { name: 'checkout', message: expect.any(String) } });
    const key = parseApiKey(String(answer.body['api_key']));
    expect(answer.body['prefix']).toBe(key?.prefix);
    const stored = await row(answer.body['id']);
    expect(stored).toMatchObject({ public_id: key?.publicId, secret_hash: expect.stringMatching(/^\$argon2id\$/) });
    const everything = JSON.stringify([stored, await database.query('SELECT * FROM control_events')]);
    expect(everything).not.toContain(key?.key.reveal().slice(16));
  });

  it.each([
    [{ key_name: 'k' }, 401, 'session_required', null],
    [{ key_name: 'k', email: 'ada@example.com' }, 400, 'missing_field', 'password'],
    [{ key_name: 'k', password: PASSWORD }, 400, 'missing_field', 'email'],
    [{ email: 'ada@example.com', password: PASSWORD }, 400, 'missing_field', 'key_name'],
    [{ key_name: 'k', email: 'ada@example.com', password: 'wrong' }, 401, 'invalid_credentials', null],
  ])('refuses %j', async (body, status, code, param) => {
    expect(await admin.call('POST', '/auth/keys', { body })).toMatchObject({ status, body: { code, param } });
  });

  it('does not fall back to the password when the session is not valid', async () => {
    const body = { key_name: 'k', email: 'ada@example.com', password: PASSWORD };
    expect(await admin.call('POST', '/auth/keys', { token: 'aigs_made-up', body })).toMatchObject({ status: 401 });
  });

  it('lets members lower their limit, and only owner and admin raise it', async () => {
    expect(await issue(tokens.ada, { requests_per_minute: 5 })).toMatchObject({ status: 201 });
    expect(await issue(tokens.ada, { requests_per_minute: 61 })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await issue(tokens.owner, { requests_per_minute: 61 })).toMatchObject({ status: 201 });
    expect(await issue(tokens.owner, { requests_per_minute: 0 })).toMatchObject({
      status: 400,
      body: { param: 'requests_per_minute' },
    });
  });

  it('lists ones own keys, everybodys for the owner only, and never a secret', async () => {
    const { body: issued } = await issue(tokens.bob);
    const own = await admin.call('GET', '/auth/keys', { token: tokens.bob });
    expect(own.body['keys']).toEqual([expect.objectContaining({ id: issued['id'], prefix: issued['prefix'] })]);
    expect(JSON.stringify(own.body)).not.toMatch(/argon2|secret/);
    expect(await admin.call('GET', '/auth/keys?all=true', { token: tokens.bob })).toMatchObject({ status: 403 });
    const all = await admin.call('GET', '/auth/keys?all=true', { token: tokens.owner });
    expect((all.body['keys'] as { user_id: string }[]).map((key) => key.user_id)).toContain(
      (own.body['keys'] as { user_id: string }[])[0]?.user_id,
    );
    expect(await admin.call('GET', '/auth/keys?all=maybe', { token: tokens.owner })).toMatchObject({ status: 400 });
  });

  it('revokes at once, ones own only, and tells the feed', async () => {
    const { body } = await issue(tokens.ada);
    const path = `/auth/keys/${String(body['id'])}`;
    expect(await admin.call('DELETE', path, { token: tokens.bob })).toMatchObject({ status: 404 });
    expect(await admin.call('DELETE', path, { token: tokens.ada })).toMatchObject({ status: 204 });
    expect((await row(body['id']))?.['revoked_at']).toBeInstanceOf(Date);
    await eventually('the feed says so', () =>
      heard.some((event) => event.type === 'KeyRevoked' && event.data.keyId === body['id']),
    );
    expect(await admin.call('DELETE', path, { token: tokens.ada })).toMatchObject({ status: 404 });
    expect(await admin.call('DELETE', '/auth/keys/no-uuid', { token: tokens.ada })).toMatchObject({ status: 404 });
  });

  it('lets the owner revoke anybodys key', async () => {
    const { body } = await issue(tokens.bob);
    const answer = await admin.call('DELETE', `/auth/keys/${String(body['id'])}`, { token: tokens.owner });
    expect(answer.status).toBe(204);
  });

  it('rotates: the successor takes over, the old key ends after the grace', async () => {
    const { body: old } = await issue(tokens.ada, { requests_per_minute: 7 });
    const before = Date.now();
    const path = `/auth/keys/${String(old['id'])}/rotate`;
    expect(await admin.call('POST', path, { token: tokens.bob })).toMatchObject({ status: 404 });
    const answer = await admin.call('POST', path, { token: tokens.ada, body: { grace_seconds: 600 } });
    expect(answer).toMatchObject({ status: 201, body: { name: 'a key', expires_at: null } });
    expect(answer.body['api_key']).not.toBe(old['api_key']);
    expect(await row(answer.body['id'])).toMatchObject({ requests_per_minute: 7, revoked_at: null });
    const end = Number((await row(old['id']))?.['expires_at']);
    expect(end).toBeGreaterThanOrEqual(before + 600_000);
    expect(end).toBeLessThanOrEqual(Date.now() + 600_000);
    await eventually('the feed says so', () =>
      heard.some((event) => event.type === 'KeyRotated' && event.data.replacedBy === answer.body['id']),
    );
    expect(await admin.call('POST', path, { token: tokens.ada })).toMatchObject({ status: 400, body: { param: 'id' } });
  });

  it('gives the successor of a key that ends the same end', async () => {
    const { body: old } = await issue(tokens.ada, { expires_in_days: 1 });
    const path = `/auth/keys/${String(old['id'])}/rotate`;
    const { body } = await admin.call('POST', path, { token: tokens.ada, body: { grace_seconds: 2_592_000 } });
    expect(body['expires_at']).toBe(old['expires_at']);
    expect((await row(old['id']))?.['expires_at']).toEqual(new Date(String(old['expires_at'])));
  });
});
