import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { issueKey } from '../setup/accounts.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './fixtures.ts';

// Complaint: token limits count per node and are passed by requests that come at once; budgets only look at what is
// spent, so that everything under way at the same time passes.

const QUESTION = { model: 'gpt-fake', max_tokens: 100, messages: [{ role: 'user', content: 'Hi.' }] };

const test = base.extend('with', async ({ database, upstream }, { onCleanup }) => {
  const usage = { prompt_tokens: 10, completion_tokens: 40, total_tokens: 50 };
  upstream.on('openai.chat', json({ ...chatCompletion(), usage }));
  return async (definition: string): Promise<Gateway> => {
    const gateway = await Gateway.start({
      env: {
        DATABASE_URL: database.url,
        GATEWAY_CONFIG: new GatewayFile(definition).path,
        OPENAI_BASE_URL: `${upstream.url}/v1`,
        OPENAI_API_KEY: 'sk-canary-of-the-vendor',
      },
    });
    onCleanup(async () => void (await gateway.stop('SIGKILL')));
    return gateway;
  };
});

test('tokens a minute: reserved before, corrected after, told in headers', async ({ gateway, owner, with: start }) => {
  const node = await start('limits: { key: { tokensPerMinute: 200 } }');
  const { api_key: key } = await issueKey(gateway, owner);
  const first = await rawChat(node, key, QUESTION);
  expect(first.status).toBe(200);
  expect(first.headers.get('x-ratelimit-limit-tokens')).toBe('200');
  const reserved = 200 - Number(first.headers.get('x-ratelimit-remaining-tokens'));
  expect(reserved).toBeGreaterThan(100);
  expect(reserved).toBeLessThan(150);
  // 50 were used, so that a second one fits; 100 were then, so that a third does not.
  expect((await rawChat(node, key, QUESTION)).status).toBe(200);
  const refused = await rawChat(node, key, QUESTION);
  expect(refused.status).toBe(429);
  const { error } = (await refused.json()) as { error: Record<string, string> };
  expect(error).toMatchObject({ code: 'rate_limit_exceeded', type: 'tokens' });
  expect(error['message']).toContain('200 tokens a minute reached for this key');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('x-ratelimit-remaining-tokens')).toBe('100');
});

test('requests at once: the place is free again when the answer is out', async ({
  gateway,
  owner,
  upstream,
  with: start,
}) => {
  const node = await start('limits: { user: { concurrency: 2 } }');
  const { api_key: key } = await issueKey(gateway, owner);
  const gate = Promise.withResolvers<void>();
  upstream.on('openai.chat', async (exchange) => {
    await gate.promise;
    exchange.json(chatCompletion());
  });
  const answers = [1, 2, 3, 4].map(() => rawChat(node, key, QUESTION));
  const refused = await Promise.race(answers);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({
    error: {
      code: 'rate_limit_exceeded',
      message: expect.stringContaining('2 requests at once reached for this user'),
    },
  });
  gate.resolve();
  expect((await Promise.all(answers)).map(({ status }) => status).toSorted()).toEqual([200, 200, 429, 429]);
  expect((await rawChat(node, key, QUESTION)).status).toBe(200);
});

test('budgets: a 402 that names whose, and when it begins anew', async ({ gateway, owner, with: start }) => {
  const node = await start('budgets: { key: [{ tokens: 160, period: month, zone: Europe/Berlin }] }');
  const { api_key: key } = await issueKey(gateway, owner);
  expect((await rawChat(node, key, QUESTION)).status).toBe(200);
  const refused = await rawChat(node, key, QUESTION);
  expect(refused.status).toBe(402);
  const { error } = (await refused.json()) as { error: Record<string, string> };
  expect(error).toMatchObject({ code: 'budget_exceeded', type: 'insufficient_quota' });
  expect(error['message']).toMatch(
    /^The monthly budget of 160 tokens for this key does not cover .*: 110 tokens of it is left/,
  );
  expect(error['message']).toMatch(/It begins anew at \d{4}-\d{2}-\d{2}T2[23]:00:00.000Z/);
  // A smaller one fits.
  expect((await rawChat(node, key, { ...QUESTION, max_tokens: 20 })).status).toBe(200);
});

test('budgets in dollars: as the vendor bills it', async ({ gateway, owner, with: start }) => {
  const node = await start(
    [
      'budgets: { status: 429, key: [{ amount: "0.0010", period: day }] }',
      'prices: [{ provider: openai, model: gpt-fake, input: 5, output: 10 }]',
    ].join('\n'),
  );
  const { api_key: key } = await issueKey(gateway, owner);
  // 100 tokens of output may cost $0.001 alone, and there is an input: it does not fit.
  const refused = await rawChat(node, key, QUESTION);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({
    error: { code: 'budget_exceeded', message: expect.stringMatching(/^The daily budget of \$0.001 for this key/) },
  });
  expect(refused.headers.get('x-should-retry')).toBe('false');
  // 10 and 40 tokens cost $0.00045 each time, whatever was reserved.
  for (let request = 0; request < 2; request++) {
    expect((await rawChat(node, key, { ...QUESTION, max_tokens: 20 })).status).toBe(200);
  }
  expect((await rawChat(node, key, { ...QUESTION, max_tokens: 20 })).status).toBe(429);
});
