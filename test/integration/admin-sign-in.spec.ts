import argon2 from 'argon2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { AdminApp, PASSWORD } from './admin.fixtures.ts';

let admin: AdminApp;
let database: Database;

beforeAll(async () => {
  admin = await AdminApp.start('postgres');
  database = admin.app.get(Database, { strict: false });
  await admin.register('owner@example.com');
  await admin.register('member@example.com');
});
afterAll(() => admin.stop());

it('opens a session, says whose it is, and ends it', async () => {
  const login = await admin.call('POST', '/auth/login', { body: { email: 'OWNER@example.com', password: PASSWORD } });
  expect(login).toMatchObject({ status: 200, body: { token: expect.stringMatching(/^aigs_[\w-]{43}$/) } });
  const token = String(login.body['token']);
  expect(await admin.call('GET', '/auth/me', { token })).toMatchObject({
    status: 200,
    body: { email: 'owner@example.com', role: 'owner' },
  });
  expect(
    await database.query('SELECT 1 FROM sessions WHERE token_hash = sha256($1)', [Buffer.from(token)]),
  ).toHaveLength(1);
  expect(await admin.call('POST', '/auth/logout', { token })).toMatchObject({ status: 204 });
  expect(await admin.call('GET', '/auth/me', { token })).toMatchObject({
    status: 401,
    body: { code: 'session_required' },
  });
});

it('does not tell a wrong password from an unknown address', async () => {
  const wrong = await admin.call('POST', '/auth/login', {
    body: { email: 'owner@example.com', password: 'wrong password' },
  });
  const unknown = await admin.call('POST', '/auth/login', {
    body: { email: 'nobody@example.com', password: PASSWORD },
  });
  expect(wrong).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  expect(unknown.body).toEqual(wrong.body);
});

it('ends a session at its time, and with its user', async () => {
  const token = await admin.signIn('member@example.com');
  await database.query(`UPDATE users SET disabled_at = now() WHERE email = 'member@example.com'`);
  expect(await admin.call('GET', '/auth/me', { token })).toMatchObject({ status: 401 });
  expect(
    await admin.call('POST', '/auth/login', { body: { email: 'member@example.com', password: PASSWORD } }),
  ).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  await database.query(`UPDATE users SET disabled_at = NULL`);
  expect(await admin.call('GET', '/auth/me', { token })).toMatchObject({ status: 200 });
  await database.query(`UPDATE sessions SET expires_at = now() - interval '1 second'`);
  expect(await admin.call('GET', '/auth/me', { token })).toMatchObject({ status: 401 });
});

it('replaces a password hash of older parameters at the next sign-in', async () => {
  const hash = await argon2.hash(PASSWORD, { memoryCost: 8192, timeCost: 2, parallelism: 1 });
  await database.query(`UPDATE users SET password_hash = $1 WHERE email = 'owner@example.com'`, [hash]);
  await admin.signIn('owner@example.com');
  const [user] = await database.query<{ password_hash: string }>(
    `SELECT password_hash FROM users WHERE email = 'owner@example.com'`,
  );
  expect(user?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
  expect(await admin.signIn('owner@example.com')).toMatch(/^aigs_/);
});

it('throttles guessing from one address and says when to come back', async () => {
  const guess = () =>
    admin.call('POST', '/auth/login', {
      from: '203.0.113.7',
      body: { email: 'owner@example.com', password: 'a guess' },
    });
  for (let attempt = 0; attempt < 10; attempt += 1) expect((await guess()).status).toBe(401);
  const refused = await guess();
  expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(await admin.signIn('owner@example.com')).toMatch(/^aigs_/);
});

it('lets only owner and admin invite, and only an owner invite owners', async () => {
  const owner = await admin.signIn('owner@example.com');
  const member = await admin.signIn('member@example.com');
  expect(await admin.call('POST', '/auth/invites', { token: member, body: {} })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });
  expect(await admin.call('POST', '/auth/invites', { body: {} })).toMatchObject({ status: 401 });
  await database.query(`UPDATE users SET role = 'admin' WHERE email = 'member@example.com'`);
  expect(await admin.call('POST', '/auth/invites', { token: member, body: { role: 'owner' } })).toMatchObject({
    status: 403,
  });
  expect(await admin.call('POST', '/auth/invites', { token: member, body: { role: 'admin' } })).toMatchObject({
    status: 201,
  });
  expect(await admin.call('POST', '/auth/invites', { token: owner, body: { role: 'owner' } })).toMatchObject({
    status: 201,
  });
});
