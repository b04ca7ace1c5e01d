import { AuthenticationError, BadRequestError } from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { FakeUpstream } from '../fakes/upstream.ts';
import { chatCompletion, chunk, textChunks, USAGE } from '../fakes/upstream/openai.payloads.ts';
import { json, sse } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const vendors = await FakeUpstream.start();
const KEY = 'sk-canary-of-a-compatible-vendor';

test.override('env', {
  MISTRAL_API_KEY: KEY,
  MISTRAL_BASE_URL: `${vendors.url}/v1`,
  DEEPSEEK_API_KEY: KEY,
  DEEPSEEK_BASE_URL: `${vendors.url}/v1`,
  GROQ_API_KEY: KEY,
  GROQ_BASE_URL: `${vendors.url}/v1`,
  LM_STUDIO_BASE_URL: `${vendors.url}/v1`,
});
test.beforeEach(() => {
  vendors.reset();
  vendors.on('openai.chat', json(chatCompletion()));
});
test.afterAll(() => vendors.stop());

const USER: ChatCompletionMessageParam = { role: 'user', content: 'Hi.' };
const sent = () => vendors.requestTo('openai.chat').json();
const droppedBy = (response: Response) => response.headers.get('x-gateway-dropped-params');

test('an OpenAI client’s request arrives in Mistral’s words', async ({ openai }) => {
  const { data, response } = await openai.chat.completions
    .create({
      model: 'mistral-small-latest',
      messages: [{ role: 'developer', content: 'Be brief.' }, USER],
      max_completion_tokens: 64,
      seed: 7,
      store: false,
      user: 'ada',
    })
    .withResponse();
  expect(data.choices[0]?.message.content).toBe('Hello.');
  expect(sent()).toEqual({
    model: 'mistral-small-latest',
    messages: [{ role: 'system', content: 'Be brief.' }, USER],
    max_tokens: 64,
    random_seed: 7,
  });
  expect(vendors.requestTo('openai.chat').headers['authorization']).toBe(`Bearer ${KEY}`);
  expect(droppedBy(response)).toBe('user, messages[0].role');
});

test('a conversation that began elsewhere goes on at Mistral', async ({ openai }) => {
  await openai.chat.completions.create({
    model: 'mistral/mistral-small-latest',
    messages: [
      USER,
      {
        role: 'assistant',
        content: null,
        refusal: null,
        tool_calls: [{ id: 'call_abc123', type: 'function', function: { name: 'look', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_abc123', content: 'A cat.' },
    ],
  });
  const { messages } = vendors.requestTo('openai.chat').json<{ messages: Record<string, unknown>[] }>();
  expect(messages[1]).not.toHaveProperty('refusal');
  expect(messages[1]?.['tool_calls']).toMatchObject([{ id: messages[2]?.['tool_call_id'] }]);
  expect(messages[2]?.['tool_call_id']).toMatch(/^[a-zA-Z0-9]{9}$/);
});

test('Mistral’s streams say their usage although it cannot be asked', async ({ openai }) => {
  const last = { ...chunk({ content: ' you.' }, 'stop'), usage: USAGE };
  vendors.on('openai.chat', sse([...textChunks('Thank').slice(0, 2), last]));
  const stream = openai.chat.completions.stream({
    model: 'mistral/mistral-small-latest',
    messages: [USER],
    stream_options: { include_usage: true },
  });
  const answer = await stream.finalChatCompletion();
  expect(answer.choices[0]?.message.content).toBe('Thank you.');
  expect(answer.usage).toEqual(USAGE);
  expect(sent()).toEqual({ model: 'mistral-small-latest', messages: [USER], stream: true });
});

test('Mistral’s own errors are the SDK’s', async ({ openai }) => {
  const ask = () => openai.chat.completions.create({ model: 'mistral/mistral-small-latest', messages: [USER] });
  vendors.on('openai.chat', json({ detail: 'Invalid API Key' }, 401));
  await expect(ask()).rejects.toThrow(AuthenticationError);
  await expect(ask()).rejects.toThrow('Invalid API Key');
  const detail = [{ type: 'extra_forbidden', loc: ['body', 'mood'], msg: 'Extra inputs are not permitted' }];
  vendors.on('openai.chat', json({ object: 'error', message: { detail } }, 422));
  await expect(ask()).rejects.toMatchObject({ status: 422, param: 'mood' });
});

test('DeepSeek gets text, and is never asked for what it lacks', async ({ openai }) => {
  const parts = [
    { type: 'text' as const, text: 'Read this:' },
    { type: 'text' as const, text: 'Hi.' },
  ];
  await openai.chat.completions.create({
    model: 'deepseek-chat',
    messages: [{ role: 'user', content: parts }],
    reasoning_effort: 'none',
  });
  expect(sent()).toEqual({
    model: 'deepseek-chat',
    messages: [{ role: 'user', content: 'Read this:\nHi.' }],
    thinking: { type: 'disabled' },
  });

  vendors.reset();
  const call = openai.chat.completions.create({
    model: 'deepseek-chat',
    messages: [USER],
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } },
  });
  await expect(call).rejects.toBeInstanceOf(BadRequestError);
  await expect(call).rejects.toMatchObject({ code: 'unsupported_parameter', param: 'response_format' });
  expect(vendors.requests).toEqual([]);
});

test('strict clients are told before anything is lost at Groq', async ({ gateway, apiKey }) => {
  const body = {
    model: 'groq/openai/gpt-oss-120b',
    messages: [{ ...USER, name: 'Ada' }],
    logit_bias: { 50_256: -100 },
  };
  const lenient = await rawChat(gateway, apiKey, body);
  expect(lenient.status).toBe(200);
  expect(droppedBy(lenient)).toBe('logit_bias, messages[0].name');
  expect(sent()).toEqual({ model: 'openai/gpt-oss-120b', messages: [USER] });

  vendors.reset();
  const strict = await rawChat(gateway, apiKey, body, { headers: { 'x-gateway-strict': 'true' } });
  expect(strict.status).toBe(400);
  expect(await strict.json()).toMatchObject({ error: { code: 'unsupported_parameter', param: 'logit_bias' } });
  expect(vendors.requests).toEqual([]);
});

test('what Groq’s model wrote instead of a tool call reaches the client', async ({ gateway, apiKey }) => {
  const error = {
    message: 'Failed.',
    type: 'invalid_request_error',
    code: 'tool_use_failed',
    failed_generation: '{"a"',
  };
  vendors.on('openai.chat', json({ error }, 400));
  const response = await rawChat(gateway, apiKey, { model: 'groq/openai/gpt-oss-120b', messages: [USER] });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error });
});

test('LM Studio is made to call the one tool that was named', async ({ openai }) => {
  const tool = (name: string) => ({ type: 'function' as const, function: { name, parameters: { type: 'object' } } });
  await openai.chat.completions.create({
    model: 'lmstudio/qwen3',
    messages: [USER],
    tools: [tool('look'), tool('listen')],
    tool_choice: { type: 'function', function: { name: 'listen' } },
  });
  expect(sent()).toMatchObject({ tools: [tool('listen')], tool_choice: 'required' });
  expect(vendors.requestTo('openai.chat').headers).not.toHaveProperty('authorization');
});

test('only headers about the answer itself are passed on', async ({ gateway, apiKey }) => {
  const headers = { 'mistral-correlation-id': '01a01a75', 'x-ratelimit-limit-req-minute': '100' };
  vendors.on('openai.chat', json(chatCompletion(), 200, headers));
  const response = await rawChat(gateway, apiKey, { model: 'mistral/mistral-small-latest', messages: [USER] });
  expect(response.headers.get('mistral-correlation-id')).toBe('01a01a75');
  expect(response.headers.get('x-ratelimit-limit-req-minute')).toBeNull();
});
