import { issueKey, login, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway, newDataDirectory } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'echo', messages: [{ role: 'user', content: 'Hi.' }] };

test('with nothing configured, the second start finds what the first one was told', async () => {
  const dataDirectory = newDataDirectory();
  await using first = await Gateway.start({ dataDirectory });
  const owner = await register(first);
  const { api_key: key } = await issueKey(first, owner);
  expect((await rawChat(first, key, QUESTION)).status).toBe(200);
  expect(await first.stop()).toMatchObject({ code: 0 });

  await using second = await Gateway.start({ dataDirectory });
  expect((await rawChat(second, key, QUESTION)).status).toBe(200);
  const token = await login(second, owner);
  await eventually('both requests are counted', async () => {
    const { body } = await second.call('GET', '/api/stats', { token });
    return body['total_requests'] === 2;
  });
});

test('a process that was killed leaves no lock behind', async () => {
  const dataDirectory = newDataDirectory();
  await using first = await Gateway.start({ dataDirectory });
  const { api_key: key } = await issueKey(first, await register(first));
  await first.stop('SIGKILL');
  await using second = await Gateway.start({ dataDirectory });
  expect((await rawChat(second, key, QUESTION)).status).toBe(200);
});

test('two processes never share one data directory', async () => {
  const dataDirectory = newDataDirectory();
  await using first = await Gateway.start({ dataDirectory });
  expect(first.pid).toBeGreaterThan(0);
  await expect(Gateway.start({ dataDirectory })).rejects.toThrow(String(first.pid));
});
