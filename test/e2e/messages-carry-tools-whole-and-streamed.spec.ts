import type Anthropic from '@anthropic-ai/sdk';
import { message, messageEvents, textBlock, toolUseBlock } from '../fakes/upstream/anthropic.payloads.ts';
import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { chatCompletion, chunk, toolCallChunks } from '../fakes/upstream/openai.payloads.ts';
import { json, namedSse, ndjson, sse } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const PLACE = { place: 'Bremen', days: [1, 2], deep: { unit: '°C' } };
const LOOK: Anthropic.Tool = {
  name: 'look',
  description: 'Looks at the weather.',
  input_schema: { type: 'object', properties: { place: { type: 'string' } } },
};
const QUESTION = {
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'How is the weather?' }],
  tools: [LOOK],
};
const MODELS = [
  { target: 'anthropic', model: 'claude-fake' },
  { target: 'openai', model: 'gpt-fake' },
  { target: 'ollama', model: 'llama-fake' },
];

// Complaint: coding agents got `input: {}` from gateways that lost the pieces
// (https://github.com/BerriAI/litellm/issues/25321, https://github.com/BerriAI/litellm/issues/25561).
test.for(MODELS)('arguments that $target streams arrive intact', async ({ model }, { anthropic, upstream }) => {
  upstream.on(
    'anthropic.messages',
    namedSse(messageEvents([textBlock('Let me look.'), toolUseBlock('call_1', 'look', PLACE)], 'tool_use')),
  );
  const text = JSON.stringify(PLACE);
  upstream.on(
    'openai.chat',
    sse(toolCallChunks({ id: 'call_1', name: 'look' }, [text.slice(0, 9), text.slice(9, 11), text.slice(11)])),
  );
  const call = { id: 'call_1', function: { name: 'look', arguments: PLACE } };
  upstream.on('ollama.chat', ndjson([ollamaLine({ tool_calls: [call] }), ollamaDone()]));
  const { content, stop_reason: reason } = await anthropic.messages.stream({ ...QUESTION, model }).finalMessage();
  expect(reason).toBe('tool_use');
  expect(content.at(-1)).toMatchObject({ type: 'tool_use', id: 'call_1', name: 'look', input: PLACE });
});

test('calls that another vendor streams in parallel become one block after the other', async ({
  anthropic,
  upstream,
}) => {
  const part = (index: number, fields: object) => chunk({ tool_calls: [{ index, ...fields }] });
  upstream.on(
    'openai.chat',
    sse([
      part(0, { id: 'call_1', type: 'function', function: { name: 'look', arguments: '' } }),
      part(1, { id: 'call_2', type: 'function', function: { name: 'look', arguments: '{"place"' } }),
      part(0, { function: { arguments: '{"place":"A"}' } }),
      part(1, { function: { arguments: ':"B"}' } }),
      chunk({}, 'tool_calls'),
    ]),
  );
  const { content } = await anthropic.messages.stream({ ...QUESTION, model: 'gpt-fake' }).finalMessage();
  expect(content).toMatchObject([
    { type: 'tool_use', id: 'call_1', input: { place: 'A' } },
    { type: 'tool_use', id: 'call_2', input: { place: 'B' } },
  ]);
});

test.for(MODELS)('a call without arguments has the input {} ($target)', async ({ model }, { anthropic, upstream }) => {
  upstream.on('anthropic.messages', namedSse(messageEvents([toolUseBlock('call_1', 'look', {})], 'tool_use')));
  upstream.on('openai.chat', sse(toolCallChunks({ id: 'call_1', name: 'look' }, [''])));
  const call = { id: 'call_1', function: { name: 'look', arguments: {} } };
  upstream.on('ollama.chat', ndjson([ollamaLine({ tool_calls: [call] }), ollamaDone()]));
  const { content } = await anthropic.messages.stream({ ...QUESTION, model }).finalMessage();
  expect(content).toMatchObject([{ type: 'tool_use', name: 'look', input: {} }]);
});

// Complaint: `any` was forwarded as it is (https://github.com/maximhq/bifrost/issues/6887).
test('a forced choice and its result reach OpenAI in its own words', async ({ anthropic, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'Rain.' })));
  await anthropic.messages.create({
    ...QUESTION,
    model: 'gpt-fake',
    tool_choice: { type: 'any', disable_parallel_tool_use: true },
    messages: [
      ...QUESTION.messages,
      { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'look', input: PLACE }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: 'rain' },
          { type: 'text', text: 'So?' },
        ],
      },
    ],
  });
  const sent = upstream.requestTo('openai.chat').json<{ messages: { tool_calls?: unknown }[] }>();
  expect(sent).toMatchObject({
    tool_choice: 'required',
    parallel_tool_calls: false,
    tools: [{ type: 'function', function: { name: 'look', parameters: LOOK.input_schema } }],
  });
  expect(sent.messages.slice(1)).toEqual([
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: JSON.stringify(PLACE) } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    { role: 'user', content: 'So?' },
  ]);
});

test('OpenAI’s tool messages reach Anthropic as one user message, results first', async ({ openai, upstream }) => {
  upstream.on('anthropic.messages', json(message()));
  const call = (id: string) => ({ id, type: 'function' as const, function: { name: 'look', arguments: '' } });
  await openai.chat.completions.create({
    model: 'claude-fake',
    messages: [
      { role: 'user', content: 'Look twice.' },
      { role: 'assistant', tool_calls: [call('call_1'), call('functions.look:2')] },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
      { role: 'tool', tool_call_id: 'functions.look:2', content: 'sun' },
      { role: 'user', content: 'So?' },
    ],
  });
  expect(upstream.requestTo('anthropic.messages').json()).toMatchObject({
    messages: [
      { role: 'user', content: 'Look twice.' },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'call_1', name: 'look', input: {} },
          { type: 'tool_use', id: 'functions_look_2', name: 'look', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: 'rain' },
          { type: 'tool_result', tool_use_id: 'functions_look_2', content: 'sun' },
          { type: 'text', text: 'So?' },
        ],
      },
    ],
  });
});
