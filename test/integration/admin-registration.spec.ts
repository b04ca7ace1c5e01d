import { afterEach, describe, expect, it } from 'vitest';
import { SetupToken } from '../../src/admin/users/setup-token.js';
import { Database } from '../../src/database/database.js';
import { AdminApp, PASSWORD } from './admin.fixtures.ts';
import { DATABASE_KINDS } from './database.fixtures.ts';

let admin: AdminApp;
const start = async (kind: Database['kind'], environment: NodeJS.ProcessEnv = {}) => {
  admin = await AdminApp.start(kind, environment);
  return admin;
};
afterEach(() => admin.stop());

const elsewhere = { from: '10.1.2.3' };

describe.each(DATABASE_KINDS)('registration over the %s database', (kind) => {
  it('makes exactly one owner when many register first at once', async () => {
    await start(kind);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => admin.register(`u${index}@example.com`)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    const roles = answers.map(({ body }) => body['role']).sort();
    expect(roles).toEqual([...Array.from({ length: 7 }, () => 'member'), 'owner']);
  });
});

describe('the first owner', () => {
  it('comes from this machine, and where registration is closed nobody comes after', async () => {
    await start('postgres', { REGISTRATION: 'closed' });
    const answers = await Promise.all([admin.register('a@example.com'), admin.register('b@example.com')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403]);
    expect(answers.find(({ status }) => status === 403)?.body).toMatchObject({ code: 'registration_closed' });
  });

  it.each([
    ['from another machine', elsewhere],
    ['through a proxy on this machine', { headers: { 'x-forwarded-for': '127.0.0.1' } }],
    ['addressed to a foreign host name', { headers: { host: 'rebound.example' } }],
  ])('does not come %s without the setup token', async (_, options) => {
    await start('postgres');
    expect(await admin.register('a@example.com', {}, options)).toMatchObject({
      status: 403,
      body: { code: 'setup_token_required' },
    });
    expect(await admin.register('a@example.com', { setup_token: 'a guess' }, options)).toMatchObject({ status: 403 });
  });

  it('comes from anywhere with the derived setup token, which is worthless afterwards', async () => {
    await start('postgres', { REGISTRATION: 'closed' });
    const setupToken = admin.app.get(SetupToken, { strict: false });
    const token = setupToken.current();
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(await admin.register('a@example.com', { setup_token: token }, elsewhere)).toMatchObject({
      status: 201,
      body: { role: 'owner' },
    });
    await expect.poll(() => setupToken.current(), { timeout: 30_000 }).toBeNull();
    expect(await admin.register('b@example.com', { setup_token: token }, elsewhere)).toMatchObject({ status: 403 });
  });

  it('comes from anywhere with SETUP_TOKEN, which is not told again', async () => {
    await start('postgres', { SETUP_TOKEN: 'given by the operator' });
    expect(admin.app.get(SetupToken, { strict: false }).current()).toBeNull();
    const given = { setup_token: 'given by the operator' };
    expect(await admin.register('a@example.com', given, elsewhere)).toMatchObject({ status: 201 });
  });
});

describe('later registration', () => {
  it('takes one address once, however it is spelled', async () => {
    await start('postgres');
    expect(await admin.register(' Ada@Example.COM ')).toMatchObject({ status: 400, body: { param: 'email' } });
    expect(await admin.register('Ada@Example.COM')).toMatchObject({ status: 201, body: { email: 'ada@example.com' } });
    const answers = await Promise.all([admin.register('b@example.com'), admin.register('B@example.com')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await admin.register('ada@example.com')).toMatchObject({ status: 409, body: { code: 'email_taken' } });
  });

  it('needs an invite where it is by invitation, and an invite serves once', async () => {
    await start('postgres', { REGISTRATION: 'invite' });
    await admin.register('owner@example.com');
    const token = await admin.signIn('owner@example.com');
    expect(await admin.register('b@example.com')).toMatchObject({ status: 403, body: { code: 'registration_closed' } });

    const invite = await admin.call('POST', '/auth/invites', { token, body: { role: 'auditor' } });
    expect(invite.status).toBe(201);
    const invited = { invite_token: invite.body['invite_token'] };
    const answers = await Promise.all([
      admin.register('b@example.com', invited),
      admin.register('c@example.com', invited),
    ]);
    const [first, second] = answers.toSorted((a, b) => a.status - b.status);
    expect(first).toMatchObject({ status: 201, body: { role: 'auditor' } });
    expect([400, 409]).toContain(second?.status);
    expect(await admin.register('d@example.com', invited)).toMatchObject({
      status: 400,
      body: { code: 'invalid_field', param: 'invite_token' },
    });
  });

  it('honours the address and the end of an invite', async () => {
    await start('postgres', { REGISTRATION: 'invite' });
    await admin.register('owner@example.com');
    const token = await admin.signIn('owner@example.com');
    const invite = await admin.call('POST', '/auth/invites', { token, body: { email: 'Grace@example.com' } });
    const invited = { invite_token: invite.body['invite_token'] };
    expect(await admin.register('eve@example.com', invited)).toMatchObject({ status: 400 });
    const database = admin.app.get(Database, { strict: false });
    await database.query(`UPDATE invites SET expires_at = now() - interval '1 second'`);
    expect(await admin.register('grace@example.com', invited)).toMatchObject({ status: 400 });
    await database.query(`UPDATE invites SET expires_at = now() + interval '1 day'`);
    expect(await admin.register('grace@example.com', invited)).toMatchObject({ status: 201, body: { role: 'member' } });
  });

  it.each([
    [{ email: 'a@example.com' }, 'missing_field', 'password'],
    [{ email: 'a@example.com', password: 'too short' }, 'invalid_field', 'password'],
    [{ email: 'a@example.com', password: 'x'.repeat(1025) }, 'invalid_field', 'password'],
    [{ email: 'a@example.com', password: 1234567890 }, 'invalid_field', 'password'],
    [{ email: 'not an address', password: PASSWORD }, 'invalid_field', 'email'],
    [{ email: 'a@example.com', password: PASSWORD, setup_token: null }, 'invalid_field', 'setup_token'],
    [{ email: 'a@example.com', password: PASSWORD, role: 'owner' }, 'invalid_field', 'role'],
    [[], 'invalid_body', null],
  ])('names the field at fault in %j', async (body, code, param) => {
    await start('postgres');
    expect(await admin.call('POST', '/auth/register', { body })).toMatchObject({ status: 400, body: { code, param } });
  });
});
