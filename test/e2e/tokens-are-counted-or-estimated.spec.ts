import { anthropicError, json } from '../fakes/upstream/scenarios.ts';
import { BadRequestError } from '@anthropic-ai/sdk';
import { expect, test } from './fixtures.ts';

const QUESTION = { messages: [{ role: 'user' as const, content: 'The quick brown fox jumps over the lazy dog.' }] };

test('Anthropic counts for itself', async ({ anthropic, upstream }) => {
  upstream.on('anthropic.count', json({ input_tokens: 2095 }));
  const { data, response } = await anthropic.messages.countTokens({ ...QUESTION, model: 'claude-fake' }).withResponse();
  expect(data).toEqual({ input_tokens: 2095 });
  expect(response.headers.get('x-gateway-token-count')).toBeNull();
  expect(upstream.requestTo('anthropic.count').json()).toEqual({ ...QUESTION, model: 'claude-fake' });
});

test.for(['gpt-fake', 'llama-fake'])(
  'for %s the gateway estimates, and says so',
  async (model, { anthropic, upstream }) => {
    const { data, response } = await anthropic.messages.countTokens({ ...QUESTION, model }).withResponse();
    // Ten tokens of text and what stands around a message.
    expect(data.input_tokens).toBeGreaterThanOrEqual(10);
    expect(data.input_tokens).toBeLessThanOrEqual(16);
    expect(response.headers.get('x-gateway-token-count')).toBe('estimated');
    expect(response.headers.get('x-request-id')).toBeTruthy();
    expect(upstream.requests).toEqual([]);
  },
);

test('tools, images and instructions count as well', async ({ anthropic }) => {
  const count = async (more: object) =>
    (await anthropic.messages.countTokens({ ...QUESTION, model: 'gpt-fake', ...more })).input_tokens;
  const bare = await count({});
  expect(await count({ system: 'Answer in German.' })).toBeGreaterThan(bare);
  expect(await count({ tools: [{ name: 'look', input_schema: { type: 'object' } }] })).toBeGreaterThan(bare);
  const image = { type: 'image', source: { type: 'url', url: 'https://images.example/cat.png' } };
  expect(await count({ messages: [{ role: 'user', content: [image] }] })).toBeGreaterThan(1000);
});

test('what cannot be counted is an error in Anthropic’s words', async ({ anthropic, upstream }) => {
  upstream.on('anthropic.count', anthropicError(400, { type: 'invalid_request_error', message: 'No such tool.' }));
  await expect(anthropic.messages.countTokens({ ...QUESTION, model: 'claude-fake' })).rejects.toThrow('No such tool.');
  const wrong = { model: 'gpt-fake', messages: [{ role: 'user', content: 7 }] } as unknown as typeof QUESTION & {
    model: string;
  };
  const error: unknown = await anthropic.messages.countTokens(wrong).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BadRequestError);
  expect(error).toMatchObject({
    type: 'invalid_request_error',
    message: expect.stringContaining('messages[0].content'),
  });
});
