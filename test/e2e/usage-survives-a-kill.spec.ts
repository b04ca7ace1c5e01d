import { chatCompletion, textChunks, USAGE, usageChunk } from '../fakes/upstream/openai.payloads.ts';
import { json, sse } from '../fakes/upstream/scenarios.ts';
import { login } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }] };

test('what was answered before kill -9 is in the statistics after the restart', async ({
  gateway,
  owner,
  apiKey,
  upstream,
  database,
}) => {
  upstream.on('openai.chat', json(chatCompletion()));
  expect((await rawChat(gateway, apiKey, QUESTION)).status).toBe(200);
  upstream.on('openai.chat', sse([...textChunks('Hello'), usageChunk()]));
  await (await rawChat(gateway, apiKey, { ...QUESTION, stream: true })).text();
  expect(await gateway.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });

  await using successor = await Gateway.start({
    dataDirectory: gateway.dataDirectory,
    env: { DATABASE_URL: database.url, OPENAI_BASE_URL: `${upstream.url}/v1` },
  });
  const token = await login(successor, owner);
  const statistics = await eventually('both requests are in the statistics', async () => {
    const { body } = await successor.call('GET', '/api/stats', { token });
    return body['total_requests'] === 2 && body;
  });
  expect(statistics).toMatchObject({ total_tokens: 2 * USAGE.total_tokens, error_rate: 0, requests_last_hour: 2 });
});
