import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'echo', messages: [{ role: 'user', content: 'Hi.' }] };

async function behindProxy(databaseUrl: string): Promise<{ url: string; proxy: ChaosProxy }> {
  const url = new URL(databaseUrl);
  const proxy = await ChaosProxy.start({ host: url.hostname, port: Number(url.port || 5432) });
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  return { url: url.href, proxy };
}

test('a healthy gateway says so in three ways', async ({ gateway }) => {
  for (const path of ['/health/live', '/health/ready', '/health']) {
    expect(await gateway.call('GET', path)).toMatchObject({ status: 200, body: { status: 'ok' } });
  }
});

test('with its database away it is alive, not ready, says why, serves known keys, and recovers', async ({
  database,
}) => {
  const { url, proxy } = await behindProxy(database.url);
  await using gateway = await Gateway.start({ env: { DATABASE_URL: url } });
  const { api_key: key } = await issueKey(gateway, await register(gateway));
  expect((await rawChat(gateway, key, QUESTION)).status).toBe(200);

  await proxy.refuse();
  const unready = await eventually('readiness notices', async () => {
    const answer = await gateway.call('GET', '/health/ready');
    return answer.status === 503 && answer;
  });
  expect(unready.body).toMatchObject({ status: 'error', error: { database: { status: 'down' } } });
  expect(JSON.stringify(unready.body)).toMatch(/"reason":"[^"]+/);
  expect((await gateway.call('GET', '/health/live')).status).toBe(200);
  expect((await rawChat(gateway, key, QUESTION)).status).toBe(200);

  await proxy.heal();
  await eventually('readiness recovers', async () => (await gateway.call('GET', '/health/ready')).status === 200);
  await proxy.close();
});

test('a database that is away at the start is waited for', async ({ database }) => {
  const { url, proxy } = await behindProxy(database.url);
  await proxy.refuse();
  await using gateway = await Gateway.start({ env: { DATABASE_URL: url }, untilReady: false });
  expect((await gateway.call('GET', '/health/live')).status).toBe(200);
  expect((await gateway.call('GET', '/health/ready')).status).toBe(503);
  await proxy.heal();
  await eventually(
    'the gateway becomes ready',
    async () => (await gateway.call('GET', '/health/ready')).status === 200,
  );
  await proxy.close();
});
