import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { issueKey } from '../setup/accounts.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './fixtures.ts';

// One request reserves more than half of each limit, so that two which are not given back would be one too many.
const test = base.override('env', {
  GATEWAY_CONFIG: new GatewayFile(`
limits: { key: { tokensPerMinute: 200 } }
budgets: { key: [{ amount: "0.002", period: day }, { tokens: 200, period: day }] }
prices: [{ provider: openai, model: gpt-fake, input: 5, output: 10 }]
`).path,
});

const QUESTION = { model: 'gpt-fake', max_tokens: 100, temperature: 0, messages: [{ role: 'user', content: 'Hi.' }] };
const CACHED = { headers: { 'x-gateway-cache': 'read-write' } };

test('tokens of the minute, of the day, and dollars', async ({ gateway, owner, upstream }) => {
  const usage = { prompt_tokens: 10, completion_tokens: 40, total_tokens: 50 };
  upstream.on('openai.chat', json({ ...chatCompletion(), usage }));
  const { api_key: key } = await issueKey(gateway, owner);
  const seen: unknown[] = [];
  for (let times = 0; times < 5; times += 1) {
    const answer = await rawChat(gateway, key, QUESTION, CACHED);
    await answer.text();
    seen.push([answer.status, answer.headers.get('x-gateway-cache')]);
  }
  expect(seen).toEqual([[200, 'miss'], ...Array.from({ length: 4 }, () => [200, 'hit'])]);
  expect(upstream.requestsTo('openai.chat')).toHaveLength(1);
  // The answer itself has cost 50: one fits beside it, after that no other.
  const fresh = () => rawChat(gateway, key, QUESTION);
  const before = await fresh();
  expect(before.status).toBe(200);
  expect(Number(before.headers.get('x-ratelimit-remaining-tokens'))).toBeLessThan(50);
  expect((await fresh()).status).toBe(402);
});
