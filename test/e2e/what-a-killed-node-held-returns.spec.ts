import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { issueKey } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis } from '../setup/fresh-redis.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test, VENDOR_KEY } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', stream: true, messages: [{ role: 'user', content: 'Hi.' }] };

// Complaint: requests that die with their node count as under way for ever.

test('a node that is killed gives its places back, one that lives keeps them', async ({
  gateway,
  owner,
  database,
  upstream,
}) => {
  await using redis = await freshRedis();
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    REDIS_TIMEOUT_MS: '5000',
    RESERVATION_TTL_MS: '3000',
    GATEWAY_CONFIG: new GatewayFile('limits: { key: { concurrency: 2 } }').path,
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    OPENAI_API_KEY: VENDOR_KEY,
  };
  await using doomed = await Gateway.start({ env });
  await using other = await Gateway.start({ env });
  const { api_key: key } = await issueKey(gateway, owner);
  upstream.on(
    'openai.chat',
    async (exchange) =>
      void (await exchange.startStream('sse').send(`data: ${JSON.stringify(chunk({ content: 'a' }))}\n\n`)),
  );
  const streams = [await rawChat(doomed, key, QUESTION), await rawChat(other, key, QUESTION)];
  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  expect((await rawChat(other, key, QUESTION)).status).toBe(429);

  await doomed.stop('SIGKILL');
  const place = await eventually('a place is free', async () => {
    const answer = await rawChat(other, key, QUESTION);
    if (answer.status === 200) return answer;
    await answer.text();
    return false;
  });
  // The stream that still runs, longer than the time to live by now, kept its own.
  expect((await rawChat(other, key, QUESTION)).status).toBe(429);
  await place.body?.cancel();
  await streams[1]!.body?.cancel();
});
