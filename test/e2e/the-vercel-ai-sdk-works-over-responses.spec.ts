import { createOpenAI } from '@ai-sdk/openai';
import { generateText, isStepCount, streamText, tool } from 'ai';
import { z } from 'zod';
import type { FakeUpstream } from '../fakes/upstream.ts';
import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { chatCompletion, chunk, textChunks, toolCallChunks, usageChunk } from '../fakes/upstream/openai.payloads.ts';
import {
  callItem,
  messageItem,
  reasoningItem,
  responseOf,
  responseStream,
} from '../fakes/upstream/responses.payloads.ts';
import { cutAfter, json, ndjson, type Scenario, sse } from '../fakes/upstream/scenarios.ts';
import type { Gateway } from '../setup/gateway.ts';
import { expect, test } from './fixtures.ts';

const WEATHER = tool({
  description: 'The weather at a place.',
  inputSchema: z.object({ place: z.string() }),
  execute: ({ place }) => `rain in ${place}`,
});
const QUESTION = {
  prompt: 'How is the weather?',
  tools: { weather: WEATHER },
  stopWhen: isStepCount(2),
  maxRetries: 0,
};
const CALL = { id: 'call_1', function: { name: 'weather', arguments: { place: 'Bremen' } } };
const CHAT_CALL = {
  id: 'call_1',
  type: 'function' as const,
  function: { name: 'weather', arguments: '{"place":"Bremen"}' },
};

/** First a tool call, then a text. */
function inTurn(first: Scenario, second: Scenario): Scenario {
  const left = [first, second];
  return (exchange) => left.shift()?.(exchange);
}

const VENDORS = [
  {
    model: 'gpt-fake',
    plays(upstream: FakeUpstream, stream: boolean) {
      const answer = (response: ReturnType<typeof responseOf>) => (stream ? responseStream(response) : json(response));
      const call = responseOf([reasoningItem('gAAAA', 'Hm.'), callItem('call_1', 'weather', { place: 'Bremen' })]);
      upstream.on('openai.responses', inTurn(answer(call), answer(responseOf([messageItem('It rains.')]))));
    },
  },
  {
    model: 'chatty/chat-fake',
    plays(upstream: FakeUpstream, stream: boolean) {
      upstream.on(
        'openai.chat',
        stream
          ? inTurn(
              sse([...toolCallChunks({ id: 'call_1', name: 'weather' }, ['{"pla', 'ce":"Bremen"}']), usageChunk()]),
              sse([...textChunks('It ', 'rains.'), usageChunk()]),
            )
          : inTurn(
              json(chatCompletion({ tool_calls: [CHAT_CALL] }, 'tool_calls')),
              json(chatCompletion({ content: 'It rains.' })),
            ),
      );
    },
  },
  {
    model: 'llama-fake',
    plays(upstream: FakeUpstream, stream: boolean) {
      upstream.on(
        'ollama.chat',
        stream
          ? inTurn(
              ndjson([ollamaLine({ tool_calls: [CALL] }), ollamaDone()]),
              ndjson([ollamaLine({ content: 'It ' }), ollamaLine({ content: 'rains.' }), ollamaDone()]),
            )
          : inTurn(
              json(ollamaDone('stop', { tool_calls: [CALL] })),
              json(ollamaDone('stop', { content: 'It rains.' })),
            ),
      );
    },
  },
];

test.override('env', { scope: 'file' }, ({ vendor }) => ({
  OPENAI_COMPATIBLE_NAME: 'chatty',
  OPENAI_COMPATIBLE_BASE_URL: `${vendor.url}/v1`,
}));

function provider(gateway: Gateway, apiKey: string) {
  return createOpenAI({ baseURL: `${gateway.url}/v1`, apiKey });
}

test.for(VENDORS)(
  'generateText runs a tool and answers ($model)',
  async ({ model, plays }, { gateway, apiKey, upstream }) => {
    plays(upstream, false);
    const { text, steps } = await generateText({ ...QUESTION, model: provider(gateway, apiKey)(model) });
    expect(text).toBe('It rains.');
    expect(steps[0]?.finishReason).toBe('tool-calls');
    expect(steps[0]?.toolResults).toMatchObject([{ input: { place: 'Bremen' }, output: 'rain in Bremen' }]);
  },
);

test.for(VENDORS)(
  'streamText runs a tool and answers ($model)',
  async ({ model, plays }, { gateway, apiKey, upstream }) => {
    plays(upstream, true);
    const result = streamText({ ...QUESTION, model: provider(gateway, apiKey)(model) });
    expect((await Array.fromAsync(result.textStream)).join('')).toBe('It rains.');
    const [first, last] = await result.steps;
    expect(first?.toolResults).toMatchObject([{ input: { place: 'Bremen' }, output: 'rain in Bremen' }]);
    expect(last).toMatchObject({ finishReason: 'stop', usage: { inputTokens: 11, outputTokens: 7 } });
  },
);

test('thoughts of a vendor arrive where the client asked for summaries', async ({ gateway, apiKey, upstream }) => {
  const thoughtful = [ollamaLine({ thinking: 'Clouds ' }), ollamaLine({ thinking: 'mean rain.' })];
  upstream.on('ollama.chat', ndjson([...thoughtful, ollamaLine({ content: 'Rain.' }), ollamaDone()]));
  const result = streamText({
    model: provider(gateway, apiKey)('llama-fake'),
    prompt: 'Weather?',
    providerOptions: { openai: { reasoningSummary: 'auto', forceReasoning: true } },
  });
  expect((await Array.fromAsync(result.textStream)).join('')).toBe('Rain.');
  expect(await result.reasoningText).toBe('Clouds mean rain.');
});

test('a stream that breaks is an error, not a short answer', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', cutAfter(`data: ${JSON.stringify(chunk({ role: 'assistant', content: 'Once' }))}\n\n`));
  const errors: unknown[] = [];
  const result = streamText({
    model: provider(gateway, apiKey)('chatty/chat-fake'),
    prompt: 'Tell.',
    maxRetries: 0,
    onError: ({ error }) => void errors.push(error),
  });
  await Array.fromAsync(result.textStream);
  expect(errors).toHaveLength(1);
});
