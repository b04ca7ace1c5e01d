import type { ChatCompletionFunctionTool, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { chatCompletion, toolCallChunks } from '../fakes/upstream/openai.payloads.ts';
import { json, sse } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const WEATHER: ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather at a place.',
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
};
const CALL = {
  id: 'call_1',
  type: 'function' as const,
  function: { name: 'weather', arguments: '{"place":"Bremen"}' },
};
const QUESTION = {
  model: 'gpt-fake',
  messages: [{ role: 'user', content: 'How is the weather in Bremen?' }] satisfies ChatCompletionMessageParam[],
  tools: [WEATHER],
};

test('a tool call arrives whole', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ tool_calls: [CALL] }, 'tool_calls')));
  const { choices } = await openai.chat.completions.create(QUESTION);
  expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { tool_calls: [CALL] } });
  expect(upstream.requestTo('openai.chat').json()).toEqual(QUESTION);
});

test('arguments that arrive in pieces are put together', async ({ openai, upstream }) => {
  upstream.on('openai.chat', sse(toolCallChunks({ id: 'call_1', name: 'weather' }, ['{"pla', 'ce":"Br', 'emen"}'])));
  const completion = await openai.chat.completions.stream(QUESTION).finalChatCompletion();
  expect(completion.choices[0]?.message.tool_calls).toMatchObject([CALL]);
});

test("a tool's result reaches the vendor as the client sent it", async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'It rains.' })));
  const messages: ChatCompletionMessageParam[] = [
    ...QUESTION.messages,
    { role: 'assistant', content: null, tool_calls: [CALL] },
    { role: 'tool', tool_call_id: 'call_1', content: '{"sky":"rain"}' },
  ];
  await openai.chat.completions.create({ ...QUESTION, messages });
  expect(upstream.requestTo('openai.chat').json()).toEqual({ ...QUESTION, messages });
});

test("a signature of the vendor's own on a call goes back with it", async ({ openai, upstream }) => {
  const signed = { ...CALL, extra_content: { google: { thought_signature: 'dGhvdWdodA==' } } };
  upstream.on('openai.chat', json(chatCompletion({ tool_calls: [signed] }, 'tool_calls')));
  const [choice] = (await openai.chat.completions.create(QUESTION)).choices;
  const messages = [
    ...QUESTION.messages,
    ...(choice ? [choice.message] : []),
    { role: 'tool' as const, tool_call_id: 'call_1', content: 'rain' },
  ];
  upstream.reset();
  upstream.on('openai.chat', json(chatCompletion({ content: 'It rains.' })));
  await openai.chat.completions.create({ ...QUESTION, messages });
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({ messages: [{}, { tool_calls: [signed] }, {}] });
});
