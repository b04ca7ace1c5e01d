import { chatCompletion, chunk, textChunks, toolCallChunks, usageChunk } from '../fakes/upstream/openai.payloads.ts';
import { json, sse } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'How is the weather?' }] };
const WEATHER = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'Tells the weather.',
    parameters: { type: 'object', required: ['place'], properties: { place: { type: 'string', description: '' } } },
  },
};

test('a whole answer', async ({ ollama, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'It rains.' })));
  const answer = await ollama.chat({ ...QUESTION });
  expect(answer).toMatchObject({
    model: 'gpt-fake',
    message: { role: 'assistant', content: 'It rains.' },
    done: true,
    done_reason: 'stop',
    prompt_eval_count: 11,
    eval_count: 7,
  });
  expect(answer.total_duration).toBeGreaterThan(0);
  expect(upstream.requestTo('openai.chat').json()).toEqual(QUESTION);
});

test('a stream: thinking, text, and a last line with reason, tokens and durations', async ({ ollama, upstream }) => {
  const thought = chunk({ reasoning_content: 'Clouds.' } as object);
  upstream.on('openai.chat', sse([thought, ...textChunks('It ', 'rains.'), usageChunk()]));
  const lines = await Array.fromAsync(await ollama.chat({ ...QUESTION, think: 'high', stream: true }));
  expect(lines.map(({ message }) => message.thinking ?? '').join('')).toBe('Clouds.');
  expect(lines.map(({ message }) => message.content).join('')).toBe('It rains.');
  const last = lines.at(-1);
  expect(last).toMatchObject({ done: true, done_reason: 'stop', prompt_eval_count: 11, eval_count: 7 });
  expect(last?.total_duration).toBe((last?.prompt_eval_duration ?? 0) + (last?.eval_duration ?? 0));
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({ reasoning_effort: 'high', stream: true });
});

test('tool calls arrive whole, and their results find the call', async ({ ollama, upstream }) => {
  upstream.on('openai.chat', sse(toolCallChunks({ id: 'call_1', name: 'weather' }, ['{"place":', '"Bremen"}'])));
  const lines = await Array.fromAsync(await ollama.chat({ ...QUESTION, tools: [WEATHER], stream: true }));
  const calls = lines.flatMap(({ message }) => message.tool_calls ?? []);
  expect(calls).toMatchObject([{ function: { name: 'weather', arguments: { place: 'Bremen' } } }]);

  upstream.reset();
  upstream.on('openai.chat', json(chatCompletion({ content: 'It rains.' })));
  const asked = { role: 'assistant', content: '', tool_calls: calls };
  const result = { role: 'tool', content: 'rain', tool_name: 'weather' };
  await ollama.chat({ ...QUESTION, messages: [...QUESTION.messages, asked, result], tools: [WEATHER] });
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({
    messages: [
      {},
      { role: 'assistant', tool_calls: [{ id: 'call_1', function: { arguments: '{"place":"Bremen"}' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    ],
    tools: [WEATHER],
  });
});

test('settings, a schema and pictures reach the vendor in its own words', async ({ ollama, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: '{}' })));
  const schema = { type: 'object', properties: { sky: { type: 'string' } } };
  const picture = 'iVBORw0KGgo=';
  await ollama.chat({
    model: 'gpt-fake',
    messages: [{ role: 'user', content: 'What is this?', images: [picture] }],
    format: schema,
    options: { temperature: 0.5, top_p: 0.9, seed: 7, stop: ['END'], num_predict: 99, presence_penalty: 0.3 },
  });
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({
    messages: [
      {
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } },
        ],
      },
    ],
    response_format: { type: 'json_schema', json_schema: { schema } },
    temperature: 0.5,
    top_p: 0.9,
    seed: 7,
    stop: ['END'],
    max_completion_tokens: 99,
    presence_penalty: 0.3,
  });
});

test('a prompt', async ({ ollama, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'It rains.' })));
  const answer = await ollama.generate({ model: 'gpt-fake', prompt: 'Weather?', system: 'Be brief.' });
  expect(answer).toMatchObject({ response: 'It rains.', done: true, done_reason: 'stop', eval_count: 7 });
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Weather?' },
    ],
  });
  upstream.on('openai.chat', sse([...textChunks('It ', 'rains.'), usageChunk()]));
  const lines = await Array.fromAsync(await ollama.generate({ model: 'gpt-fake', prompt: 'Weather?', stream: true }));
  expect(lines.map(({ response }) => response).join('')).toBe('It rains.');
  expect(lines.at(-1)).toMatchObject({ done: true, done_reason: 'stop', eval_count: 7 });
});

test('loading and unloading ask the vendor nothing: its models are always there', async ({ ollama, upstream }) => {
  expect(await ollama.generate({ model: 'gpt-fake', prompt: '' })).toMatchObject({ done: true, done_reason: 'load' });
  const lines = await Array.fromAsync(
    await ollama.chat({ model: 'gpt-fake', messages: [], stream: true, keep_alive: 0 }),
  );
  expect(lines).toMatchObject([{ message: { role: 'assistant', content: '' }, done: true, done_reason: 'unload' }]);
  expect(upstream.requests).toEqual([]);
});

test('a load is admitted and logged like any request', async ({ gateway, apiKey }) => {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'gpt-fake' });
  const response = await fetch(`${gateway.url}/api/generate`, { method: 'POST', headers, body });
  expect(Number(response.headers.get('x-ratelimit-remaining-requests'))).toBeGreaterThan(0);
  const id = response.headers.get('x-request-id');
  const lines = () => gateway.log.filter((line) => line['request_id'] === id);
  await eventually('the line is written', () => lines().length > 0);
  expect(lines()).toMatchObject([
    { dialect: 'ollama-generate', provider: 'openai', status: 200, attempts: 0, tokens: 0 },
  ]);
});

test('what only tunes is named in a header, what would change the answer is refused', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'It rains.' })));
  const post = (body: object) =>
    fetch(`${gateway.url}/api/generate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-fake', prompt: 'Weather?', stream: false, ...body }),
    });
  const tuned = await post({ options: { num_ctx: 512, top_k: 3, made_up: 1 }, keep_alive: '5m' });
  expect(tuned.status).toBe(200);
  const dropped = (tuned.headers.get('x-gateway-dropped-params') ?? '').split(', ').sort();
  expect(dropped).toEqual(['keep_alive', 'options.made_up', 'options.num_ctx', 'options.top_k']);

  const changed = await post({ suffix: 'the end' });
  expect(changed.status).toBe(400);
  expect(await changed.json()).toEqual({ error: expect.stringContaining('"suffix" cannot be carried') as string });
});
