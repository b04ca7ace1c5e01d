import { RateLimitError } from 'openai';
import { issueKey } from '../setup/accounts.ts';
import { openaiClient } from '../setup/openai-client.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'echo', messages: [{ role: 'user' as const, content: 'Hi.' }] };

test('the request after the last is refused, with the headers that clients read', async ({ gateway, owner }) => {
  const { api_key: key } = await issueKey(gateway, owner, { requests_per_minute: 3 });
  const remaining: (string | null)[] = [];
  for (let request = 0; request < 3; request++) {
    const { status, headers } = await rawChat(gateway, key, QUESTION);
    expect(status).toBe(200);
    expect(headers.get('x-ratelimit-limit-requests')).toBe('3');
    remaining.push(headers.get('x-ratelimit-remaining-requests'));
  }
  expect(remaining).toEqual(['2', '1', '0']);

  const refused = await rawChat(gateway, key, QUESTION);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThanOrEqual(1);
  expect(retryAfter).toBeLessThanOrEqual(60);
  expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
  await expect(openaiClient(gateway, key).chat.completions.create(QUESTION)).rejects.toBeInstanceOf(RateLimitError);
});

test('other keys have a limit of their own', async ({ gateway, owner, apiKey }) => {
  const { api_key: key } = await issueKey(gateway, owner, { requests_per_minute: 1 });
  await rawChat(gateway, key, QUESTION);
  expect((await rawChat(gateway, key, QUESTION)).status).toBe(429);
  expect((await rawChat(gateway, apiKey, QUESTION)).status).toBe(200);
});

test('refused requests never reach a vendor, and the limit holds under concurrency', async ({
  gateway,
  owner,
  upstream,
}) => {
  upstream.on('openai.chat', (exchange) => exchange.json({ choices: [] }));
  const { api_key: key } = await issueKey(gateway, owner, { requests_per_minute: 5 });
  const burst = Array.from({ length: 40 }, () => rawChat(gateway, key, { ...QUESTION, model: 'gpt-fake' }));
  const statuses = (await Promise.all(burst)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(35);
  expect(upstream.requestsTo('openai.chat')).toHaveLength(5);
});
