import { generateDone, generateLine, ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { json, ndjson } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'llama-fake', messages: [{ role: 'user', content: 'How is the weather?' }] };

test('a chat arrives as Ollama gave it', async ({ ollama, upstream }) => {
  const answer = ollamaDone('stop', { content: 'It rains.' });
  upstream.on('ollama.chat', json(answer));
  expect(await ollama.chat({ ...QUESTION })).toEqual(answer);
  expect(upstream.requestTo('ollama.chat').json()).toEqual({ ...QUESTION, stream: false });
});

test('a stream arrives line by line, with what only Ollama says', async ({ ollama, upstream }) => {
  const lines = [ollamaLine({ thinking: 'Clouds.' }), ollamaLine({ content: 'It rains.' }), ollamaDone()];
  upstream.on('ollama.chat', ndjson(lines));
  const received = await Array.fromAsync(await ollama.chat({ ...QUESTION, think: true, stream: true }));
  expect(received).toEqual(lines);
  expect(upstream.requestTo('ollama.chat').json()).toEqual({ ...QUESTION, think: true, stream: true });
});

test('a prompt is answered on its own API', async ({ ollama, upstream }) => {
  const lines = [generateLine({ response: 'Rain.' }), generateDone()];
  upstream.on('ollama.generate', ndjson(lines));
  const request = { model: 'llama-fake', prompt: 'Weather?', suffix: '!', raw: true, options: { num_ctx: 512 } };
  expect(await Array.fromAsync(await ollama.generate({ ...request, stream: true }))).toEqual(lines);
  expect(upstream.requestTo('ollama.generate').json()).toEqual({ ...request, stream: true });
  upstream.on('ollama.generate', json(generateDone({ response: 'Rain.' })));
  expect(await ollama.generate(request)).toEqual(generateDone({ response: 'Rain.' }));
});

test('the bytes of both ways stay as they are, but for the name of the model', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  const answer = '{"model":"m", "message":{"content":"caf\\u00e9"},"done":true ,"eval_count":1.0}\n';
  upstream.on('ollama.chat', (exchange) => exchange.respond(200, answer, { 'content-type': 'application/x-ndjson' }));
  const body =
    '{ "options" : {"temperature":1.0}, "model":"ollama/llama-fake","messages":[ {"role":"user","content":"\\u00e9"} ] }';
  const response = await fetch(`${gateway.url}/api/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body,
  });
  expect(response.headers.get('content-type')).toContain('application/x-ndjson');
  expect(await response.text()).toBe(answer);
  expect(upstream.requestTo('ollama.chat').text).toBe(body.replace('ollama/llama-fake', 'llama-fake'));
});

test('loading a model ahead of time is its own affair', async ({ ollama, upstream }) => {
  const loaded = {
    model: 'llama-fake',
    created_at: '2026-01-01T00:00:00Z',
    response: '',
    done: true,
    done_reason: 'load',
  };
  // A plain body although a stream was asked for: so does Ollama.
  upstream.on('ollama.generate', json(loaded));
  const received = await Array.fromAsync(await ollama.generate({ model: 'llama-fake', prompt: '', stream: true }));
  expect(received).toEqual([loaded]);
});

test('tokens and reason of a stream reach the log', async ({ gateway, ollama, upstream }) => {
  upstream.on('ollama.chat', ndjson([ollamaLine({ content: 'It' }), ollamaDone('length')]));
  await Array.fromAsync(await ollama.chat({ ...QUESTION, stream: true }));
  await eventually('the request is logged', () =>
    gateway.log.some(
      (line) => line['dialect'] === 'ollama-chat' && line['stop_reason'] === 'length' && line['tokens'] === 18,
    ),
  );
});
