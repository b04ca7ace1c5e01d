import { issueKey } from '../setup/accounts.ts';
import { freshRedis } from '../setup/fresh-redis.ts';
import { Gateway } from '../setup/gateway.ts';
import { freePort } from '../setup/services/free-port.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'echo', messages: [{ role: 'user', content: 'Hi.' }] };

test('two nodes admit no more than one would', async ({ gateway, owner, database }) => {
  await using redis = await freshRedis();
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '5000' };
  await using one = await Gateway.start({ env });
  await using other = await Gateway.start({ env });
  const { api_key: key } = await issueKey(gateway, owner, { requests_per_minute: 10 });
  const burst = Array.from({ length: 40 }, (_, index) => rawChat(index % 2 ? one : other, key, QUESTION));
  const statuses = (await Promise.all(burst)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(30);
});

test('a Redis that is away leaves the node its local limit', async ({ gateway, owner, apiKey, database }) => {
  const port = await freePort();
  await using node = await Gateway.start({
    env: { DATABASE_URL: database.url, REDIS_URL: `redis://127.0.0.1:${port}` },
  });
  expect((await rawChat(node, apiKey, QUESTION)).status).toBe(200);
  const { api_key: key } = await issueKey(gateway, owner, { requests_per_minute: 2 });
  const statuses: number[] = [];
  for (let request = 0; request < 3; request++) statuses.push((await rawChat(node, key, QUESTION)).status);
  expect(statuses).toEqual([200, 200, 429]);
});
