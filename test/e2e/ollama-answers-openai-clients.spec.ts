import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { json, ndjson } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const MESSAGES: ChatCompletionMessageParam[] = [{ role: 'user', content: 'How is the weather in Bremen?' }];
const QUESTION = { model: 'llama-fake', messages: MESSAGES };
const WEATHER = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { place: { type: 'string' } } } },
};
const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

test('a whole answer', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'It rains.' })));
  expect(await openai.chat.completions.create(QUESTION)).toMatchObject({
    object: 'chat.completion',
    model: 'llama-fake',
    choices: [{ index: 0, message: { role: 'assistant', content: 'It rains.' }, finish_reason: 'stop' }],
    usage: USAGE,
  });
  expect(upstream.requestTo('ollama.chat').json()).toMatchObject({ model: 'llama-fake', stream: false });
});

test('a stream, line by line and without waiting for the next', async ({ openai, upstream }) => {
  const vendor = upstream.play('ollama.chat');
  const pending = openai.chat.completions.create({
    ...QUESTION,
    stream: true,
    stream_options: { include_usage: true },
  });
  const exchange = (await vendor.next()).startStream('ndjson');
  await exchange.ndjson(ollamaLine({ content: 'It ' }));
  const chunks = (await pending)[Symbol.asyncIterator]();
  let text = '';
  while (text === '') text += (await chunks.next()).value?.choices[0]?.delta.content ?? '';
  expect(text).toBe('It ');
  await exchange.ndjson(ollamaLine({ content: 'rains.' }));
  expect((await chunks.next()).value?.choices[0]?.delta.content).toBe('rains.');
  await exchange.ndjson(ollamaDone());
  exchange.end();
  expect((await chunks.next()).value?.choices[0]?.finish_reason).toBe('stop');
  expect((await chunks.next()).value).toMatchObject({ choices: [], usage: USAGE });
  expect((await chunks.next()).done).toBe(true);
});

test('thinking arrives as reasoning_content, apart from the text', async ({ openai, upstream }) => {
  upstream.on(
    'ollama.chat',
    ndjson([
      ollamaLine({ thinking: 'Clouds ' }),
      ollamaLine({ thinking: 'mean rain.' }),
      ollamaLine({ content: 'Rain.' }),
      ollamaDone(),
    ]),
  );
  const stream = await openai.chat.completions.create({ ...QUESTION, stream: true });
  const deltas = (await Array.fromAsync(stream)).map(({ choices }) => choices[0]?.delta as Record<string, unknown>);
  const joined = (field: string) => deltas.map((delta) => delta?.[field] ?? '').join('');
  expect(joined('reasoning_content')).toBe('Clouds mean rain.');
  expect(joined('content')).toBe('Rain.');
});

test('tool calls arrive with ids and arguments as text', async ({ openai, upstream }) => {
  const call = { function: { name: 'weather', arguments: { place: 'Bremen' } } };
  upstream.on('ollama.chat', ndjson([ollamaLine({ tool_calls: [call] }), ollamaDone()]));
  const completion = await openai.chat.completions.stream({ ...QUESTION, tools: [WEATHER] }).finalChatCompletion();
  expect(completion.choices[0]?.finish_reason).toBe('tool_calls');
  const [received] = completion.choices[0]?.message.tool_calls ?? [];
  expect(received).toMatchObject({ type: 'function', function: { name: 'weather' } });
  expect(received?.id).toBeTruthy();
  expect(received?.type === 'function' && JSON.parse(received.function.arguments)).toEqual({ place: 'Bremen' });
  expect(upstream.requestTo('ollama.chat').json()).toMatchObject({ tools: [WEATHER] });
});

test('tool results find the tool they belong to', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'It rains.' })));
  await openai.chat.completions.create({
    model: 'llama-fake',
    messages: [
      ...MESSAGES,
      {
        role: 'assistant',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"place":"Bremen"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    ],
    tools: [WEATHER],
  });
  const { messages } = upstream.requestTo('ollama.chat').json<{ messages: Record<string, unknown>[] }>();
  expect(messages[1]).toMatchObject({
    tool_calls: [{ function: { name: 'weather', arguments: { place: 'Bremen' } } }],
  });
  expect(messages[2]).toMatchObject({ role: 'tool', tool_name: 'weather', content: 'rain' });
});

test('images go as bare base64, beside the text', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'A dot.' })));
  const base64 = Buffer.from('an image').toString('base64');
  await openai.chat.completions.create({
    model: 'llama-fake',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${base64}` } },
        ],
      },
    ],
  });
  expect(upstream.requestTo('ollama.chat').json()).toMatchObject({
    messages: [{ role: 'user', content: 'What is this?', images: [base64] }],
  });
});

test('settings reach the options, a schema reaches the format', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: '{}' })));
  const schema = { type: 'object', properties: { sky: { type: 'string' } } };
  await openai.chat.completions.create({
    ...QUESTION,
    temperature: 0.5,
    top_p: 0.9,
    seed: 7,
    stop: ['END'],
    max_completion_tokens: 99,
    response_format: { type: 'json_schema', json_schema: { name: 'sky', schema } },
  });
  expect(upstream.requestTo('ollama.chat').json()).toMatchObject({
    options: { temperature: 0.5, top_p: 0.9, seed: 7, stop: ['END'], num_predict: 99 },
    format: schema,
  });
});

test('an answer cut by the token limit says so', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('length', { content: 'It ra' })));
  const { choices } = await openai.chat.completions.create(QUESTION);
  expect(choices[0]?.finish_reason).toBe('length');
});

test('a picture in the answer stands beside the text', async ({ openai, upstream }) => {
  const picture = 'iVBORw0KGgo=';
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'A dot.', images: [picture] })));
  const { choices } = await openai.chat.completions.create(QUESTION);
  expect(choices[0]?.message).toMatchObject({
    content: 'A dot.',
    images: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } }],
  });
});
