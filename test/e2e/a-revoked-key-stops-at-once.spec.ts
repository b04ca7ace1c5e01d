import { issueKey, login } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'echo', messages: [{ role: 'user', content: 'Hi.' }] };

test('the first request after the revocation is refused', async ({ gateway, owner, apiKey }) => {
  const doomed = await issueKey(gateway, owner);
  // Known and cached: revoking has to reach the cache, not only the table.
  expect((await rawChat(gateway, doomed.api_key, QUESTION)).status).toBe(200);
  const token = await login(gateway, owner);
  expect((await gateway.call('DELETE', `/auth/keys/${doomed.id}`, { token })).status).toBe(204);
  const refused = await rawChat(gateway, doomed.api_key, QUESTION);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
  expect((await rawChat(gateway, apiKey, QUESTION)).status).toBe(200);
});

test('another node on the same database refuses it as well', async ({ gateway, owner, apiKey, database }) => {
  await using node = await Gateway.start({ env: { DATABASE_URL: database.url } });
  expect((await rawChat(node, apiKey, QUESTION)).status).toBe(200);
  const doomed = await issueKey(gateway, owner);
  expect((await rawChat(node, doomed.api_key, QUESTION)).status).toBe(200);
  const token = await login(gateway, owner);
  await gateway.call('DELETE', `/auth/keys/${doomed.id}`, { token });
  await eventually('the other node refuses the key', async () => {
    return (await rawChat(node, doomed.api_key, QUESTION)).status === 401;
  });
});
