import { createOpenAI } from '@ai-sdk/openai';
import { generateText, jsonSchema, stepCountIs, tool } from 'ai';
import { BadRequestError } from 'openai';
import type { FunctionTool } from 'openai/resources/responses/responses';
import { ollamaDone, ollamaLine, type OllamaMessage } from '../fakes/upstream/ollama.payloads.ts';
import { json, ndjson } from '../fakes/upstream/scenarios.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { Gateway } from '../setup/gateway.ts';
import { openaiClient } from '../setup/openai-client.ts';
import { expect, test } from './fixtures.ts';

/** Ollama keeps nothing and speaks no Responses: whatever continues here, the gateway has kept. */
const MODEL = 'llama-fake';
const says = (content: string) => json(ollamaDone('stop', { content }));
const CALL: OllamaMessage = { tool_calls: [{ function: { name: 'weather', arguments: { place: 'Bremen' } } }] };
const PARAMETERS = { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] } as const;
const WEATHER: FunctionTool = { type: 'function', name: 'weather', strict: false, parameters: { ...PARAMETERS } };
const NOT_FOUND = { status: 400, code: 'previous_response_not_found', param: 'previous_response_id' };

interface OllamaRequest {
  readonly messages: { readonly role: string; readonly content?: string; readonly tool_calls?: unknown[] }[];
}

test('an answer continues an earlier one, whole and streamed', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', says('Hello Ada.'));
  const first = await openai.responses.create({ model: MODEL, input: 'My name is Ada.' });
  expect(first).toMatchObject({ output_text: 'Hello Ada.', previous_response_id: null });

  upstream.on(
    'ollama.chat',
    ndjson([ollamaLine({ content: 'It is ' }), ollamaLine({ content: 'Ada.' }), ollamaDone()]),
  );
  const second = await openai.responses
    .stream({ model: MODEL, input: 'What is my name?', previous_response_id: first.id })
    .finalResponse();
  expect(second).toMatchObject({ output_text: 'It is Ada.', previous_response_id: first.id });

  upstream.on('ollama.chat', says('You are welcome.'));
  const third = await openai.responses.create({ model: MODEL, input: 'Thanks.', previous_response_id: second.id });
  expect(third.previous_response_id).toBe(second.id);
  expect(upstream.requestsTo('ollama.chat').at(-1)?.json<OllamaRequest>().messages).toMatchObject([
    { role: 'user', content: 'My name is Ada.' },
    { role: 'assistant', content: 'Hello Ada.' },
    { role: 'user', content: 'What is my name?' },
    { role: 'assistant', content: 'It is Ada.' },
    { role: 'user', content: 'Thanks.' },
  ]);
});

test('instructions are those of the request alone', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', says('Arr.'));
  const first = await openai.responses.create({ model: MODEL, input: 'Hi.', instructions: 'Talk like a pirate.' });
  await openai.responses.create({
    model: MODEL,
    input: 'Again.',
    instructions: 'Talk like a poet.',
    previous_response_id: first.id,
  });
  const sent = upstream.requestsTo('ollama.chat').at(-1)!;
  expect(sent.text).toContain('Talk like a poet.');
  expect(sent.text).not.toContain('pirate');
});

test('a tool’s result finds the call that it belongs to', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('stop', CALL)));
  const asked = await openai.responses.create({ model: MODEL, input: 'Weather in Bremen?', tools: [WEATHER] });
  const call = asked.output.find((item) => item.type === 'function_call');
  upstream.on('ollama.chat', says('It rains.'));
  const answered = await openai.responses.create({
    model: MODEL,
    previous_response_id: asked.id,
    input: [{ type: 'function_call_output', call_id: call!.call_id, output: '{"sky":"rain"}' }],
    tools: [WEATHER],
  });
  expect(answered.output_text).toBe('It rains.');
  expect(upstream.requestsTo('ollama.chat').at(-1)?.json<OllamaRequest>().messages).toMatchObject([
    { role: 'user', content: 'Weather in Bremen?' },
    { role: 'assistant', ...CALL },
    { role: 'tool', content: '{"sky":"rain"}', tool_name: 'weather' },
  ]);
});

test('the AI SDK, which refers to items instead of sending them, goes on as well', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  const sent: unknown[] = [];
  const { responses } = createOpenAI({
    baseURL: `${gateway.url}/v1`,
    apiKey,
    fetch: (url, init) => {
      sent.push(init?.body);
      return fetch(url, init);
    },
  });
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'Let me look.', ...CALL })));
  const weather = tool({
    inputSchema: jsonSchema<{ place: string }>(PARAMETERS),
    execute: () => {
      upstream.on('ollama.chat', says('It rains.'));
      return { sky: 'rain' };
    },
  });
  const { text } = await generateText({
    model: responses(MODEL),
    prompt: 'Weather in Bremen?',
    tools: { weather },
    stopWhen: stepCountIs(3),
  });
  expect(text).toBe('It rains.');
  expect(sent.at(-1)).toContain('item_reference');
  expect(upstream.requestsTo('ollama.chat').at(-1)?.text).toContain('Let me look.');
});

test('what was not to be kept is not there to be continued', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', says('Hello.'));
  const { id } = await openai.responses.create({ model: MODEL, input: 'Hi.', store: false });
  const error = await openai.responses
    .create({ model: MODEL, input: 'And?', previous_response_id: id })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BadRequestError);
  expect(error).toMatchObject({ ...NOT_FOUND, message: `400 Previous response with id '${id}' not found.` });
  await expect(openai.responses.retrieve(id)).rejects.toMatchObject({ status: 404, code: 'response_not_found' });
  expect(upstream.requestsTo('ollama.chat')).toHaveLength(1);
});

test('nobody continues, sees or deletes somebody else’s conversation', async ({ gateway, openai, upstream }) => {
  upstream.on('ollama.chat', says('Noted.'));
  const { id } = await openai.responses.create({ model: MODEL, input: 'My secret is 42.' });
  const stranger = await register(gateway, {
    email: 'stranger@example.com',
    password: 'canary-password-of-a-stranger',
  });
  const theirs = openaiClient(gateway, (await issueKey(gateway, stranger)).api_key);
  await expect(
    theirs.responses.create({ model: MODEL, input: 'What is it?', previous_response_id: id }),
  ).rejects.toMatchObject(NOT_FOUND);
  await expect(theirs.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
  await expect(theirs.responses.delete(id)).rejects.toMatchObject({ status: 404 });
  expect(await openai.responses.retrieve(id)).toMatchObject({ id, output_text: 'Noted.' });
});

test('another node continues at once what this one has answered', async ({
  gateway,
  apiKey,
  database,
  openai,
  upstream,
}) => {
  await using node = await Gateway.start({ env: { DATABASE_URL: database.url, OLLAMA_BASE_URL: upstream.url } });
  const there = openaiClient(node, apiKey);
  await there.models.list();
  upstream.on('ollama.chat', says('Hello Ada.'));
  const first = await openai.responses.create({ model: MODEL, input: 'My name is Ada.' });
  const second = await there.responses.create({ model: MODEL, input: 'And?', previous_response_id: first.id });
  await openai.responses.create({ model: MODEL, input: 'So?', previous_response_id: second.id });
  expect(upstream.requestsTo('ollama.chat').at(-1)?.json<OllamaRequest>().messages).toHaveLength(5);
  expect(await gateway.stop('SIGTERM')).toMatchObject({ code: 0 });
  expect(await there.responses.retrieve(first.id)).toMatchObject({ output_text: 'Hello Ada.' });
});
