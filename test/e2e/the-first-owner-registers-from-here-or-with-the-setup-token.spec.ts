import { OWNER } from '../setup/accounts.ts';
import { freshDatabase } from '../setup/fresh-database.ts';
import { Gateway } from '../setup/gateway.ts';
import { expect, test } from './fixtures.ts';

const FORWARDED = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' };

function registerThroughProxy(gateway: Gateway, body: object): Promise<Response> {
  return fetch(`${gateway.url}/auth/register`, { method: 'POST', headers: FORWARDED, body: JSON.stringify(body) });
}

test('a stranger needs the token, and is told so', async () => {
  await using database = await freshDatabase();
  await using gateway = await Gateway.start({
    env: { DATABASE_URL: database.url, SETUP_TOKEN: 'the-setup-token-of-this-test' },
  });
  for (const attempt of [OWNER, { ...OWNER, setup_token: 'another-token' }]) {
    const refused = await registerThroughProxy(gateway, attempt);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: 'setup_token_required' } });
  }
  const accepted = await registerThroughProxy(gateway, { ...OWNER, setup_token: 'the-setup-token-of-this-test' });
  expect(accepted.status).toBe(201);
  expect(await accepted.json()).toMatchObject({ email: OWNER.email, role: 'owner' });
});

test('after the owner, registration follows its mode', async ({ gateway, owner, database }) => {
  expect(owner.email).toBe(OWNER.email);
  const open = { email: 'second@example.com', password: 'a-long-enough-password' };
  const accepted = await gateway.call('POST', '/auth/register', { body: open });
  expect(accepted).toMatchObject({ status: 201, body: { role: 'member' } });
  expect(await gateway.call('POST', '/auth/register', { body: open })).toMatchObject({
    status: 409,
    body: { error: { code: 'email_taken' } },
  });

  await using closed = await Gateway.start({ env: { DATABASE_URL: database.url, REGISTRATION: 'closed' } });
  const third = { email: 'third@example.com', password: 'a-long-enough-password' };
  expect(await closed.call('POST', '/auth/register', { body: third })).toMatchObject({
    status: 403,
    body: { error: { code: 'registration_closed' } },
  });
});
