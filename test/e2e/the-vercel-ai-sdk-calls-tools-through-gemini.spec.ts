import { createGoogle } from '@ai-sdk/google';
import { isStepCount, jsonSchema, streamText, tool } from 'ai';
import { geminiChunk, geminiStream } from '../fakes/upstream/gemini.payloads.ts';
import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { textChunks, toolCallChunks } from '../fakes/upstream/openai.payloads.ts';
import type { Endpoint } from '../fakes/upstream/endpoints.ts';
import { ndjson, type Scenario, sse } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const ARGS = { place: 'Bremen' };

/** The call, then what is said to its result. */
const VENDORS: readonly { model: string; endpoint: Endpoint; turns: readonly [Scenario, Scenario] }[] = [
  {
    model: 'gemini-3-fake',
    endpoint: 'gemini.stream',
    turns: [
      geminiStream([
        geminiChunk([{ functionCall: { name: 'weather', args: ARGS }, thoughtSignature: 'c2lnbmVk' }]),
        geminiChunk([{ text: '' }], 'STOP'),
      ]),
      geminiStream([geminiChunk([{ text: 'It ' }]), geminiChunk([{ text: 'rains.' }], 'STOP')]),
    ],
  },
  {
    model: 'gpt-fake',
    endpoint: 'openai.chat',
    turns: [
      sse(toolCallChunks({ id: 'call_1', name: 'weather' }, ['{"place":', '"Bremen"}'])),
      sse(textChunks('It ', 'rains.')),
    ],
  },
  {
    model: 'llama-fake',
    endpoint: 'ollama.chat',
    turns: [
      ndjson([ollamaLine({ tool_calls: [{ function: { name: 'weather', arguments: ARGS } }] }), ollamaDone()]),
      ndjson([ollamaLine({ content: 'It ' }), ollamaLine({ content: 'rains.' }), ollamaDone()]),
    ],
  },
];

test.for(VENDORS)('$model', async ({ model, endpoint, turns }, { gateway, apiKey, upstream }) => {
  const left = [...turns];
  upstream.on(endpoint, (exchange) => left.shift()?.(exchange));
  const google = createGoogle({ apiKey, baseURL: `${gateway.url}/v1beta` });
  const asked: unknown[] = [];
  const { text, steps } = streamText({
    model: google(model),
    prompt: 'How is the weather in Bremen?',
    tools: {
      weather: tool({
        inputSchema: jsonSchema<{ place: string }>({
          type: 'object',
          properties: { place: { type: 'string' } },
          required: ['place'],
        }),
        execute: (input) => {
          asked.push(input);
          return 'rain';
        },
      }),
    },
    stopWhen: isStepCount(2),
    maxRetries: 0,
  });
  expect(await text).toBe('It rains.');
  expect(asked).toEqual([ARGS]);
  expect((await steps).map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
  const second = upstream.requestsTo(endpoint)[1]?.text ?? '';
  expect(second).toContain('rain');
  if (endpoint === 'gemini.stream') expect(second).toContain('"thoughtSignature":"c2lnbmVk"');
});
