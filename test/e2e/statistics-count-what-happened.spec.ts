import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { issueKey, login, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }] };
const MEMBER = { email: 'member@example.com', password: 'a-members-long-password' };

test('the owner sees everything, a member only their own', async ({ gateway, owner, apiKey, upstream }) => {
  await register(gateway, MEMBER);
  const member = await issueKey(gateway, MEMBER);
  upstream.on('openai.chat', json(chatCompletion()));
  await rawChat(gateway, apiKey, QUESTION);
  await rawChat(gateway, apiKey, QUESTION);
  await rawChat(gateway, member.api_key, QUESTION);
  upstream.on('openai.chat', openaiError(400, { message: 'No.' }));
  await rawChat(gateway, apiKey, QUESTION);

  const session = await login(gateway, owner);
  const all = await eventually('four requests are counted', async () => {
    const { body } = await gateway.call('GET', '/api/stats', { token: session });
    return body['total_requests'] === 4 && body;
  });
  expect(all).toMatchObject({ total_tokens: 54, requests_last_hour: 4, error_rate: 0.25 });
  expect(all['avg_latency_ms']).toBeGreaterThan(0);
  expect(all['top_models']).toMatchObject([{ model: 'gpt-fake', requests: 4, tokens: 54 }]);

  for (const token of [await login(gateway, MEMBER), member.api_key]) {
    const { body } = await gateway.call('GET', '/api/stats', { token });
    expect(body).toMatchObject({ total_requests: 1, total_tokens: 18, error_rate: 0 });
  }
});

test('nobody sees them without signing in', async ({ gateway }) => {
  expect((await gateway.call('GET', '/api/stats')).status).toBe(401);
});
