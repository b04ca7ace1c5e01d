import { issueKey, register } from '../setup/accounts.ts';
import { freshRedis } from '../setup/fresh-redis.ts';
import { Gateway } from '../setup/gateway.ts';
import { freePort } from '../setup/services/free-port.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'echo', messages: [{ role: 'user', content: 'Hi.' }] };

test('two nodes admit no more than one would', async ({ database }) => {
  const redis = await freshRedis();
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '5000' };
  const nodes = await Promise.all([Gateway.start({ env }), Gateway.start({ env })]);
  await register(nodes[0]);
  const { api_key: key } = await issueKey(nodes[0], undefined, { requests_per_minute: 10 });
  const burst = Array.from({ length: 40 }, (_, index) => rawChat(nodes[index % 2 ? 1 : 0], key, QUESTION));
  const statuses = (await Promise.all(burst)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  await Promise.all(nodes.map((node) => node.stop()));
  await redis.release();
});

test('a Redis that is away leaves the node its local limit', async ({ gateway, apiKey, database }) => {
  const port = await freePort();
  const node = await Gateway.start({ env: { DATABASE_URL: database.url, REDIS_URL: `redis://127.0.0.1:${port}` } });
  expect((await rawChat(node, apiKey, QUESTION)).status).toBe(200);
  const { api_key: key } = await issueKey(gateway, undefined, { requests_per_minute: 2 });
  const statuses: number[] = [];
  for (let request = 0; request < 3; request++) statuses.push((await rawChat(node, key, QUESTION)).status);
  expect(statuses).toEqual([200, 200, 429]);
  await node.stop();
});
