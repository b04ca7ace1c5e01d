import { ANTHROPIC_USAGE, message, messageEvents } from '../fakes/upstream/anthropic.payloads.ts';
import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { chatCompletion, textChunks, usageChunk } from '../fakes/upstream/openai.payloads.ts';
import { json, namedSse, ndjson, sse } from '../fakes/upstream/scenarios.ts';
import { rawMessages } from '../setup/raw-messages.ts';
import { expect, test, VENDOR_KEY } from './fixtures.ts';

const QUESTION = { max_tokens: 100, messages: [{ role: 'user' as const, content: 'Say hello.' }] };

test('a message arrives as Anthropic gave it, under its own id', async ({ anthropic, upstream }) => {
  upstream.on(
    'anthropic.messages',
    json(message(), 200, { 'request-id': 'req_vendor', 'anthropic-organization-id': 'org' }),
  );
  const { data, response } = await anthropic.messages.create({ ...QUESTION, model: 'claude-fake' }).withResponse();
  expect(data).toMatchObject(message());
  expect(response.headers.get('request-id')).toBe('req_vendor');
  expect(response.headers.get('x-gateway-upstream-request-id')).toBe('req_vendor');
  expect(response.headers.get('anthropic-organization-id')).toBeNull();
});

test('Anthropic gets the gateway’s own key and the client’s version and betas', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  upstream.on('anthropic.messages', json(message()));
  const betas = { 'anthropic-version': '2024-01-01', 'anthropic-beta': 'one,two' };
  await rawMessages(gateway, apiKey, { ...QUESTION, model: 'claude-fake' }, betas);
  const request = upstream.requestTo('anthropic.messages');
  expect(request.headers).toMatchObject({ 'x-api-key': VENDOR_KEY, ...betas });
  expect(JSON.stringify(request.headers) + request.text).not.toContain(apiKey);
});

test('a client that names no version gets the current one', async ({ gateway, apiKey, upstream }) => {
  upstream.on('anthropic.messages', json(message()));
  await rawMessages(gateway, apiKey, { ...QUESTION, model: 'claude-fake' });
  expect(upstream.requestTo('anthropic.messages').headers['anthropic-version']).toBe('2023-06-01');
});

test('bytes pass unchanged in both directions', async ({ gateway, apiKey, upstream }) => {
  const question = `{ "model":"claude-fake","max_tokens":1e2, "x": 12345678901234567890,\n "messages":[{"role":"user","content":"caf\\u00e9"}] }`;
  const events = messageEvents()
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}   \n\n`)
    .join('');
  upstream.on('anthropic.messages', async (exchange) => {
    await exchange.startStream('sse').send(events);
    exchange.end();
  });
  const response = await rawMessages(gateway, apiKey, question.replace('"model"', '"stream":true,"model"'));
  expect(await response.text()).toBe(events);
  expect(upstream.requestTo('anthropic.messages').text).toBe(question.replace('"model"', '"stream":true,"model"'));
});

test.for([
  { target: 'anthropic', model: 'claude-fake' },
  { target: 'openai', model: 'gpt-fake' },
  { target: 'ollama', model: 'llama-fake' },
])('a message of $target, whole and streamed', async ({ model }, { anthropic, upstream }) => {
  upstream.on('anthropic.messages', json(message()));
  upstream.on('openai.chat', json(chatCompletion({ content: 'Hello.' })));
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'Hello.' })));
  const whole = await anthropic.messages.create({ ...QUESTION, model });
  expect(whole).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
  expect(whole.content).toMatchObject([{ type: 'text', text: 'Hello.' }]);

  upstream.on('anthropic.messages', namedSse(messageEvents()));
  upstream.on('openai.chat', sse([...textChunks('Hel', 'lo.'), usageChunk()]));
  upstream.on('ollama.chat', ndjson([ollamaLine({ content: 'Hel' }), ollamaLine({ content: 'lo.' }), ollamaDone()]));
  const stream = anthropic.messages.stream({ ...QUESTION, model });
  let text = '';
  stream.on('text', (delta) => (text += delta));
  const collected = await stream.finalMessage();
  expect(text).toBe('Hello.');
  expect(collected).toMatchObject({ stop_reason: 'end_turn', usage: { output_tokens: 7 } });
  expect(collected.usage.input_tokens).toBe(whole.usage.input_tokens);
  expect(collected.content).toMatchObject([{ type: 'text', text: 'Hello.' }]);
});

// Complaint: cached tokens are billed twice (https://github.com/BerriAI/litellm/issues/9812) or at zero (https://github.com/BerriAI/litellm/issues/14849).
test('what the cache saved is counted once, by class, and never twice', async ({ anthropic, openai, upstream }) => {
  upstream.on('anthropic.messages', namedSse(messageEvents()));
  const streamed = await anthropic.messages.stream({ ...QUESTION, model: 'claude-fake' }).finalMessage();
  expect(streamed.usage).toMatchObject(ANTHROPIC_USAGE);

  upstream.on('anthropic.messages', json(message()));
  const translated = await openai.chat.completions.create({ model: 'claude-fake', messages: QUESTION.messages });
  expect(translated.usage).toMatchObject({
    prompt_tokens: 18,
    completion_tokens: 7,
    total_tokens: 25,
    prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 3 },
  });

  const cached = {
    prompt_tokens: 18,
    completion_tokens: 7,
    total_tokens: 25,
    prompt_tokens_details: { cached_tokens: 4 },
  };
  upstream.on('openai.chat', sse([...textChunks('Hi'), usageChunk(cached)]));
  const back = await anthropic.messages.stream({ ...QUESTION, model: 'gpt-fake' }).finalMessage();
  expect(back.usage).toMatchObject({ input_tokens: 14, cache_read_input_tokens: 4, output_tokens: 7 });
});

test('an OpenAI client is answered by Claude, and told what was adjusted', async ({ openai, upstream }) => {
  upstream.on('anthropic.messages', json(message()));
  const { data, response } = await openai.chat.completions
    .create({
      model: 'claude-sonnet-4-5',
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: 'Say hello.' },
      ],
      temperature: 1.5,
      seed: 7,
    })
    .withResponse();
  expect(data.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Hello.' } });
  expect(response.headers.get('x-gateway-dropped-params')).toBe('seed, temperature');
  expect(upstream.requestTo('anthropic.messages').json()).toEqual({
    model: 'claude-sonnet-4-5',
    max_tokens: 64_000,
    system: 'Be brief.',
    messages: [{ role: 'user', content: 'Say hello.' }],
    temperature: 1,
  });
});
