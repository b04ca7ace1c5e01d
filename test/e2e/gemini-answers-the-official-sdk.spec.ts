import { type FunctionDeclaration, FunctionCallingConfigMode, type GoogleGenAI, Type } from '@google/genai';
import { GEMINI_USAGE, geminiChunk, geminiFrame, geminiStream } from '../fakes/upstream/gemini.payloads.ts';
import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { chatCompletion, textChunks, toolCallChunks, USAGE, usageChunk } from '../fakes/upstream/openai.payloads.ts';
import type { FakeUpstream } from '../fakes/upstream.ts';
import { json, ndjson, sse } from '../fakes/upstream/scenarios.ts';
import { geminiClient } from '../setup/gemini-client.ts';
import { expect, test as base } from './fixtures.ts';

const test = base.extend('gemini', { scope: 'file' }, ({ gateway, apiKey }) => geminiClient(gateway, apiKey));

const WEATHER: FunctionDeclaration = {
  name: 'weather',
  description: 'The weather at a place.',
  parameters: { type: Type.OBJECT, properties: { place: { type: Type.STRING } }, required: ['place'] },
};
const TOOLS = [{ functionDeclarations: [WEATHER] }];
const ARGS = { place: 'Bremen' };

/** The same answers, as each dialect says them. */
const VENDORS: readonly {
  readonly model: string;
  readonly whole: (upstream: FakeUpstream) => void;
  readonly streamed: (upstream: FakeUpstream) => void;
  readonly calls: (upstream: FakeUpstream) => void;
}[] = [
  {
    model: 'gemini-fake',
    whole: (upstream) => upstream.on('gemini.generate', json(geminiChunk([{ text: 'It rains.' }], 'STOP'))),
    streamed: (upstream) =>
      upstream.on(
        'gemini.stream',
        geminiStream([geminiChunk([{ text: 'It ' }]), geminiChunk([{ text: 'rains.' }], 'STOP')]),
      ),
    calls: (upstream) =>
      upstream.on(
        'gemini.stream',
        geminiStream([geminiChunk([{ functionCall: { name: 'weather', args: ARGS } }], 'STOP')]),
      ),
  },
  {
    model: 'vertex/gemini-fake',
    whole: (upstream) => upstream.on('vertex.generate', json(geminiChunk([{ text: 'It rains.' }], 'STOP'))),
    streamed: (upstream) =>
      upstream.on(
        'vertex.stream',
        geminiStream([geminiChunk([{ text: 'It ' }]), geminiChunk([{ text: 'rains.' }], 'STOP')]),
      ),
    calls: (upstream) =>
      upstream.on(
        'vertex.stream',
        geminiStream([geminiChunk([{ functionCall: { name: 'weather', args: ARGS } }], 'STOP')]),
      ),
  },
  {
    model: 'gpt-fake',
    whole: (upstream) => upstream.on('openai.chat', json(chatCompletion({ content: 'It rains.' }))),
    streamed: (upstream) => upstream.on('openai.chat', sse([...textChunks('It ', 'rains.'), usageChunk()])),
    calls: (upstream) =>
      upstream.on(
        'openai.chat',
        sse([...toolCallChunks({ id: 'call_1', name: 'weather' }, ['{"place":', '"Bremen"}']), usageChunk()]),
      ),
  },
  {
    model: 'llama-fake',
    whole: (upstream) => upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'It rains.' }))),
    streamed: (upstream) =>
      upstream.on(
        'ollama.chat',
        ndjson([ollamaLine({ content: 'It ' }), ollamaLine({ content: 'rains.' }), ollamaDone()]),
      ),
    calls: (upstream) =>
      upstream.on(
        'ollama.chat',
        ndjson([ollamaLine({ tool_calls: [{ function: { name: 'weather', arguments: ARGS } }] }), ollamaDone()]),
      ),
  },
];

/** A stream as the SDK gives it: chunks, and what they come to. */
async function collect(gemini: GoogleGenAI, model: string, config: object = {}) {
  const stream = await gemini.models.generateContentStream({ model, contents: 'How is the weather?', config });
  const chunks = await Array.fromAsync(stream);
  const last = chunks.at(-1);
  return {
    text: chunks
      .map(({ candidates }) => candidates?.[0]?.content?.parts?.map(({ text = '' }) => text).join('') ?? '')
      .join(''),
    calls: chunks.flatMap(({ functionCalls = [] }) => functionCalls),
    reason: last?.candidates?.[0]?.finishReason,
    usage: last?.usageMetadata,
  };
}

test.for(VENDORS)('a whole answer of $model', async ({ model, whole }, { gemini, upstream }) => {
  whole(upstream);
  const answer = await gemini.models.generateContent({ model, contents: 'How is the weather?' });
  expect(answer.text).toBe('It rains.');
  expect(answer.candidates?.[0]).toMatchObject({ finishReason: 'STOP', content: { role: 'model' } });
  expect(answer.usageMetadata).toMatchObject({ promptTokenCount: 11, totalTokenCount: 18 });
});

test.for(VENDORS)('a stream of $model', async ({ model, streamed }, { gemini, upstream }) => {
  streamed(upstream);
  expect(await collect(gemini, model)).toMatchObject({
    text: 'It rains.',
    reason: 'STOP',
    usage: { promptTokenCount: 11, totalTokenCount: 18 },
  });
});

test.for(VENDORS)(
  'a function call of $model, with its arguments whole',
  async ({ model, calls }, { gemini, upstream }) => {
    calls(upstream);
    const answer = await collect(gemini, model, { tools: TOOLS });
    expect(answer.calls).toMatchObject([{ name: 'weather', args: ARGS }]);
    expect(answer.reason).toBe('STOP');
  },
);

test('settings, system instruction, tools and pictures reach a vendor of another dialect', async ({
  gemini,
  upstream,
}) => {
  upstream.on('openai.chat', json(chatCompletion()));
  await gemini.models.generateContent({
    model: 'openai/gpt-fake',
    contents: [
      { role: 'user', parts: [{ text: 'Look.' }, { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }] },
    ],
    config: {
      systemInstruction: 'Be brief.',
      temperature: 0.5,
      maxOutputTokens: 64,
      stopSequences: ['END'],
      responseMimeType: 'application/json',
      responseSchema: { type: Type.OBJECT, properties: { sky: { type: Type.STRING, nullable: true } } },
      tools: TOOLS,
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['weather'] } },
    },
  });
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({
    model: 'gpt-fake',
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look.' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
        ],
      },
    ],
    temperature: 0.5,
    max_completion_tokens: 64,
    stop: ['END'],
    response_format: {
      json_schema: { schema: { type: 'object', properties: { sky: { type: ['string', 'null'] } } } },
    },
    tools: [{ function: { name: 'weather', parameters: { type: 'object', required: ['place'] } } }],
    tool_choice: { type: 'function', function: { name: 'weather' } },
  });
});

test('the vendor of the same dialect gets the very bytes, and its chunks come back as they were', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  const body = '{ "contents":[ {"parts":[{"text":"caf\\u00e9"}], "unknown":1.0} ],"generation_config":{"top_k":40.0} }';
  const chunks = [geminiChunk([{ text: 'It ' }]), geminiChunk([{ text: 'rains.' }], 'STOP')];
  upstream.on('gemini.stream', geminiStream(chunks));
  const response = await fetch(`${gateway.url}/v1beta/models/gemini-fake:streamGenerateContent?alt=sse&key=${apiKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(await response.text()).toBe(chunks.map(geminiFrame).join(''));
  const { text, path, headers } = upstream.requestTo('gemini.stream');
  expect(text).toBe(body);
  expect(path).toBe('/v1beta/models/gemini-fake:streamGenerateContent?alt=sse');
  expect(headers['x-goog-api-key']).not.toBe(apiKey);
});

test('what only Google can do is refused elsewhere, in the words of the client', async ({ gemini, upstream }) => {
  const asked = gemini.models.generateContent({
    model: 'gpt-fake',
    contents: 'Search.',
    config: { tools: [{ googleSearch: {} }] },
  });
  await expect(asked).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('tools[0].googleSearch') as string,
  });
  expect(upstream.requestsTo('openai.chat')).toEqual([]);
});

test('usage is booked the same for every vendor', async ({ gemini, upstream }) => {
  upstream.on('gemini.generate', json(geminiChunk([{ text: 'It rains.' }], 'STOP')));
  upstream.on('openai.chat', json(chatCompletion()));
  const own = await gemini.models.generateContent({ model: 'gemini-fake', contents: 'Hi.' });
  const other = await gemini.models.generateContent({ model: 'gpt-fake', contents: 'Hi.' });
  expect(own.usageMetadata).toMatchObject(GEMINI_USAGE);
  expect(other.usageMetadata?.totalTokenCount).toBe(USAGE.total_tokens);
});
