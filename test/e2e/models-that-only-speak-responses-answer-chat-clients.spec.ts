import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import {
  callItem,
  framed,
  messageItem,
  reasoningItem,
  responseEvents,
  responseFrames,
  responseOf,
  responseStream,
} from '../fakes/upstream/responses.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const MESSAGES: ChatCompletionMessageParam[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'How is the weather in Bremen?' },
];
const QUESTION = { model: 'gpt-5-codex', messages: MESSAGES };
const WEATHER = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { place: { type: 'string' } } } },
};

test('the request is one for a response that leaves nothing behind', async ({ openai, upstream }) => {
  upstream.on('openai.responses', json(responseOf([messageItem('It rains.')])));
  const completion = await openai.chat.completions.create({
    ...QUESTION,
    tools: [WEATHER],
    reasoning_effort: 'low',
    max_completion_tokens: 8,
    seed: 7,
  });
  expect(completion.choices[0]).toMatchObject({ message: { content: 'It rains.' }, finish_reason: 'stop' });
  expect(completion.usage).toMatchObject({
    prompt_tokens: 11,
    prompt_tokens_details: { cached_tokens: 3 },
    completion_tokens: 7,
    completion_tokens_details: { reasoning_tokens: 2 },
  });
  expect(upstream.requestTo('openai.responses').json()).toEqual({
    model: 'gpt-5-codex',
    input: MESSAGES.map((message) => ({ type: 'message', ...message })),
    // Not said in chat means not strict; not said in Responses would mean strict.
    tools: [{ type: 'function', ...WEATHER.function, strict: false }],
    reasoning: { effort: 'low' },
    max_output_tokens: 16,
    store: false,
    include: ['reasoning.encrypted_content'],
  });
});

test('what cannot be said there is reported', async ({ openai, upstream }) => {
  upstream.on('openai.responses', json(responseOf([messageItem('It rains.')])));
  const { response } = await openai.chat.completions
    .create({ ...QUESTION, seed: 7, max_completion_tokens: 8 })
    .withResponse();
  expect(response.headers.get('x-gateway-dropped-params')).toBe('seed, max_completion_tokens');
  const stopped = openai.chat.completions.create({ ...QUESTION, stop: 'END' });
  await expect(stopped).rejects.toMatchObject({ status: 400, param: 'stop' });
});

test('parallel tool calls stream with their arguments whole', async ({ openai, upstream }) => {
  const calls = [callItem('call_1', 'weather', { place: 'Bremen' }), callItem('call_2', 'weather', { place: 'Kiel' })];
  upstream.on('openai.responses', responseStream(responseOf([reasoningItem('gAAAA', 'Two towns.'), ...calls])));
  const completion = await openai.chat.completions.stream({ ...QUESTION, tools: [WEATHER] }).finalChatCompletion();
  expect(completion.choices[0]).toMatchObject({
    finish_reason: 'tool_calls',
    message: {
      tool_calls: [
        { id: 'call_1', function: { name: 'weather', arguments: '{"place":"Bremen"}' } },
        { id: 'call_2', function: { name: 'weather', arguments: '{"place":"Kiel"}' } },
      ],
    },
  });
});

test('a stream that the vendor fails ends with its words', async ({ openai, upstream }) => {
  const failed = responseOf([], { status: 'failed', error: { code: 'server_error', message: 'Overloaded.' } });
  const begun = responseEvents(responseOf([messageItem('Once')])).slice(0, 5);
  upstream.on('openai.responses', framed(responseFrames([...begun, { type: 'response.failed', response: failed }])));
  const stream = await openai.chat.completions.create(
    { ...QUESTION, stream: true },
    { headers: { 'x-gateway-stream-error': 'raise' } },
  );
  await expect(Array.fromAsync(stream)).rejects.toThrow('Overloaded.');
});
