import { issueKey, login } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'echo', messages: [{ role: 'user', content: 'Hi.' }] };

// Complaint: a limit that is changed goes on as it was on other nodes, until their caches forget the key.

test('a lowered limit is in force at once here, and within a second on another node', async ({
  gateway,
  owner,
  database,
}) => {
  await using node = await Gateway.start({ env: { DATABASE_URL: database.url } });
  const { id, api_key: key } = await issueKey(gateway, owner);
  const token = await login(gateway, owner);
  const limitAt = async (where: Gateway) =>
    (await rawChat(where, key, QUESTION)).headers.get('x-ratelimit-limit-requests');
  expect([await limitAt(gateway), await limitAt(node)]).toEqual(['100000', '100000']);

  const changedAt = performance.now();
  const changed = await gateway.call('PATCH', `/auth/keys/${id}`, { token, body: { requests_per_minute: 7 } });
  expect(changed).toMatchObject({ status: 200, body: { requests_per_minute: 7 } });
  expect(await limitAt(gateway)).toBe('7');
  await eventually('the other node knows', async () => (await limitAt(node)) === '7');
  expect(performance.now() - changedAt).toBeLessThan(AUTH_CACHE_TTL_MS);
});

/** Far beyond a second, so that a busy machine fails no test; far below the time after which it would be known anyway. */
const AUTH_CACHE_TTL_MS = 30_000;

test('the limits of a team hold for all of its keys', async ({ gateway, owner }) => {
  const token = await login(gateway, owner);
  const { body: team } = await gateway.call('POST', '/api/teams', {
    token,
    body: { name: 'search', requests_per_minute: 3 },
  });
  const path = `/api/teams/${String(team['id'])}`;
  await gateway.call('POST', `${path}/members`, { token, body: { email: owner.email } });
  const keys = [1, 2].map(() => issueKey(gateway, owner, { team_id: team['id'] }));
  const [one, other] = (await Promise.all(keys)).map(({ api_key: key }) => key) as [string, string];
  const statuses: number[] = [];
  for (const key of [one, other, one, other]) statuses.push((await rawChat(gateway, key, QUESTION)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const refused = await rawChat(gateway, one, QUESTION);
  expect(await refused.json()).toMatchObject({ error: { message: expect.stringContaining('for the team "search"') } });

  await gateway.call('PATCH', path, { token, body: { requests_per_minute: 4 } });
  expect((await rawChat(gateway, one, QUESTION)).status).toBe(200);
});
