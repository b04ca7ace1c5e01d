import { zodTextFormat } from 'openai/helpers/zod';
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import type { FakeUpstream } from '../fakes/upstream.ts';
import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { chatCompletion, chunk, textChunks, usageChunk } from '../fakes/upstream/openai.payloads.ts';
import { callItem, messageItem, responseOf, responseStream } from '../fakes/upstream/responses.payloads.ts';
import { json, ndjson, sse } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

/** Who answers: a vendor of Responses itself, one of chat, and Ollama. */
interface Vendor {
  readonly name: string;
  readonly model: string;
  says(upstream: FakeUpstream, text: string, stream: boolean): void;
  calls(upstream: FakeUpstream, calls: readonly { id: string; place: string }[], stream: boolean): void;
}

const VENDORS: readonly Vendor[] = [
  {
    name: 'openai',
    model: 'gpt-fake',
    says(upstream, text, stream) {
      const response = responseOf([messageItem(text)]);
      upstream.on('openai.responses', stream ? responseStream(response) : json(response));
    },
    calls(upstream, calls, stream) {
      const response = responseOf(calls.map(({ id, place }) => callItem(id, 'weather', { place })));
      upstream.on('openai.responses', stream ? responseStream(response) : json(response));
    },
  },
  {
    name: 'a chat vendor',
    model: 'chatty/chat-fake',
    says(upstream, text, stream) {
      const words = text.split(/(?<= )/);
      upstream.on(
        'openai.chat',
        stream ? sse([...textChunks(...words), usageChunk()]) : json(chatCompletion({ content: text })),
      );
    },
    calls(upstream, calls, stream) {
      const toolCalls = calls.map(({ id, place }, index) => ({
        index,
        id,
        type: 'function' as const,
        function: { name: 'weather', arguments: JSON.stringify({ place }) },
      }));
      const pieces = toolCalls.flatMap(({ function: { arguments: input, name }, ...call }) => [
        chunk({ tool_calls: [{ ...call, function: { name, arguments: '' } }] }),
        chunk({ tool_calls: [{ index: call.index, function: { arguments: input.slice(0, 5) } }] }),
        chunk({ tool_calls: [{ index: call.index, function: { arguments: input.slice(5) } }] }),
      ]);
      upstream.on(
        'openai.chat',
        stream
          ? sse([...pieces, chunk({}, 'tool_calls'), usageChunk()])
          : json(chatCompletion({ tool_calls: toolCalls }, 'tool_calls')),
      );
    },
  },
  {
    name: 'ollama',
    model: 'llama-fake',
    says(upstream, text, stream) {
      const lines = text.split(/(?<= )/).map((content) => ollamaLine({ content }));
      upstream.on(
        'ollama.chat',
        stream ? ndjson([...lines, ollamaDone()]) : json(ollamaDone('stop', { content: text })),
      );
    },
    calls(upstream, calls, stream) {
      const toolCalls = calls.map(({ id, place }) => ({ id, function: { name: 'weather', arguments: { place } } }));
      upstream.on(
        'ollama.chat',
        stream
          ? ndjson([ollamaLine({ tool_calls: toolCalls }), ollamaDone()])
          : json(ollamaDone('stop', { tool_calls: toolCalls })),
      );
    },
  },
];

const WEATHER = {
  type: 'function' as const,
  name: 'weather',
  description: 'The weather at a place.',
  parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  strict: false,
};
const CALLS = [
  { id: 'call_1', place: 'Bremen' },
  { id: 'call_2', place: 'Kiel' },
];
const Place = z.object({ name: z.string(), inhabitants: z.number() });

test.override('env', { scope: 'file' }, ({ vendor }) => ({
  OPENAI_COMPATIBLE_NAME: 'chatty',
  OPENAI_COMPATIBLE_BASE_URL: `${vendor.url}/v1`,
}));

test.for(VENDORS)('$name gives a whole answer', async ({ model, says }, { openai, upstream }) => {
  says(upstream, 'It rains in Bremen.', false);
  const response = await openai.responses.create({ model, input: 'How is the weather?', instructions: 'Be brief.' });
  expect(response).toMatchObject({ object: 'response', status: 'completed', output_text: 'It rains in Bremen.' });
  expect(response.usage).toMatchObject({ input_tokens: 11, output_tokens: 7, total_tokens: 18 });
});

test.for(VENDORS)('$name streams, and the SDK builds the response', async ({ model, says }, { openai, upstream }) => {
  says(upstream, 'It rains in Bremen.', true);
  const stream = openai.responses.stream({ model, input: 'How is the weather?' });
  let told = '';
  stream.on('response.output_text.delta', ({ delta }) => (told += delta));
  const numbers: number[] = [];
  for await (const event of stream) numbers.push(event.sequence_number);
  const response = await stream.finalResponse();
  expect(told).toBe('It rains in Bremen.');
  expect(response).toMatchObject({ status: 'completed', output_text: 'It rains in Bremen.' });
  expect(response.usage?.total_tokens).toBe(18);
  expect(numbers).toEqual(numbers.map((_, index) => index));
});

test.for(VENDORS.flatMap((vendor) => [true, false].map((stream) => ({ ...vendor, stream }))))(
  '$name calls two tools at once and takes their results (streamed: $stream)',
  async ({ model, calls, says, stream }, { openai, upstream }) => {
    calls(upstream, CALLS, stream);
    const input: ResponseInputItem[] = [{ role: 'user', content: 'How is the weather in Bremen and Kiel?' }];
    const request: ResponseCreateParamsNonStreaming = { model, input, tools: [WEATHER] };
    const first: Response = await (stream
      ? openai.responses.stream({ ...request, stream }).finalResponse()
      : openai.responses.create(request));
    const called = first.output.filter((item) => item.type === 'function_call');
    expect(called.map((call) => ({ id: call.call_id, ...(JSON.parse(call.arguments) as object) }))).toEqual(CALLS);
    expect(new Set(first.output.map(({ id }) => id)).size).toBe(first.output.length);

    upstream.reset();
    says(upstream, 'Rain and wind.', false);
    const results = called.map((call) => ({
      type: 'function_call_output' as const,
      call_id: call.call_id,
      output: 'wet',
    }));
    const second = await openai.responses.create({
      ...request,
      input: [...input, ...(first.output as ResponseInputItem[]), ...results],
    });
    expect(second.output_text).toBe('Rain and wind.');
  },
);

test('parallel calls stand in one message of the assistant, which is what chat vendors demand', async ({
  openai,
  upstream,
}) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'Wet.' })));
  const call = (id: string) => ({ type: 'function_call' as const, call_id: id, name: 'weather', arguments: '{}' });
  const output = (id: string) => ({ type: 'function_call_output' as const, call_id: id, output: 'rain' });
  await openai.responses.create({
    model: 'chatty/chat-fake',
    input: [{ role: 'user', content: 'Weather?' }, call('call_1'), call('call_2'), output('call_1'), output('call_2')],
    tools: [WEATHER],
  });
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({
    messages: [
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', tool_calls: [{ id: 'call_1' }, { id: 'call_2' }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
      { role: 'tool', tool_call_id: 'call_2', content: 'rain' },
    ],
  });
});

test.for(VENDORS)(
  '$name answers after a schema, and the SDK parses it',
  async ({ model, says }, { openai, upstream }) => {
    says(upstream, '{"name":"Bremen","inhabitants":577026}', false);
    const response = await openai.responses.parse({
      model,
      input: 'Which city?',
      text: { format: zodTextFormat(Place, 'place') },
    });
    expect(response.output_parsed).toEqual({ name: 'Bremen', inhabitants: 577_026 });
  },
);

test('the schema reaches a chat vendor under its name there', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: '{"name":"Bremen","inhabitants":1}' })));
  await openai.responses.create({
    model: 'chatty/chat-fake',
    input: 'Which city?',
    text: { format: zodTextFormat(Place, 'place') },
  });
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({
    response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true } },
  });
});

test('an answer that the token limit cut is incomplete', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'It ra' }, 'length')));
  const response = await openai.responses.create({ model: 'chatty/chat-fake', input: 'Weather?' });
  expect(response).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
    output: [{ type: 'message', status: 'incomplete' }],
  });
});

test('two answers have two ids, although the client gave both requests one id', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const ask = () =>
    openai.responses.create(
      { model: 'chatty/chat-fake', input: 'Hi.' },
      { headers: { 'x-request-id': 'mine-and-always-the-same' } },
    );
  const [one, other] = [await ask(), await ask()];
  expect(one.id).toMatch(/^resp_/);
  expect(other.id).not.toBe(one.id);
});
