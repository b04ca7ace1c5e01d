import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { geminiChunk, geminiStream } from '../fakes/upstream/gemini.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const MESSAGES: ChatCompletionMessageParam[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'How is the weather in Bremen and Bern?' },
];
const WEATHER = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { place: { type: 'string' } } } },
};

test('text, thoughts, parallel calls and usage in a stream', async ({ openai, upstream }) => {
  upstream.on(
    'gemini.stream',
    geminiStream([
      geminiChunk([{ text: 'Clouds…', thought: true }]),
      geminiChunk([{ text: 'Let me look.' }]),
      geminiChunk([{ functionCall: { name: 'weather', args: { place: 'Bremen' } }, thoughtSignature: 'c2ln' }]),
      geminiChunk([{ functionCall: { name: 'weather', args: { place: 'Bern' } } }]),
      geminiChunk([{ text: '' }], 'STOP'),
    ]),
  );
  const completion = await openai.chat.completions
    .stream({ model: 'gemini-fake', messages: MESSAGES, tools: [WEATHER], stream_options: { include_usage: true } })
    .finalChatCompletion();
  const [choice] = completion.choices;
  expect(choice).toMatchObject({ finish_reason: 'tool_calls', message: { content: 'Let me look.' } });
  const calls = choice?.message.tool_calls ?? [];
  expect(calls.map((call) => call.type === 'function' && call.function.arguments)).toEqual([
    '{"place":"Bremen"}',
    '{"place":"Bern"}',
  ]);
  expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  expect(completion.usage).toMatchObject({
    prompt_tokens: 11,
    completion_tokens: 7,
    completion_tokens_details: { reasoning_tokens: 3 },
  });
});

test('results find their calls, and settings their places', async ({ openai, upstream }) => {
  upstream.on('gemini.generate', json(geminiChunk([{ text: 'It rains.' }], 'STOP')));
  const call = (id: string, place: string) => ({
    id,
    type: 'function' as const,
    function: { name: 'weather', arguments: JSON.stringify({ place }) },
  });
  await openai.chat.completions.create({
    model: 'gemini-fake',
    messages: [
      ...MESSAGES,
      { role: 'assistant', tool_calls: [call('one', 'Bremen'), call('two', 'Bern')] },
      { role: 'tool', tool_call_id: 'one', content: 'rain' },
      { role: 'tool', tool_call_id: 'two', content: '{"sky":"blue"}' },
    ],
    tools: [WEATHER],
    tool_choice: 'required',
    reasoning_effort: 'low',
    max_completion_tokens: 99,
    top_p: 0.5,
  });
  expect(upstream.requestTo('gemini.generate').json()).toMatchObject({
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      { role: 'user' },
      { role: 'model', parts: [{ functionCall: { id: 'one' } }, { functionCall: { id: 'two' } }] },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'one', name: 'weather', response: { result: 'rain' } } },
          { functionResponse: { id: 'two', name: 'weather', response: { sky: 'blue' } } },
        ],
      },
    ],
    tools: [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: WEATHER.function.parameters }] }],
    toolConfig: { functionCallingConfig: { mode: 'ANY' } },
    generationConfig: { maxOutputTokens: 99, topP: 0.5, thinkingConfig: { thinkingBudget: 1024 } },
  });
});
