import { Ollama } from 'ollama';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { cutAfter, json, ndjson, openaiError } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const MESSAGES = [{ role: 'user', content: 'Hi.' }];
const ASK_OPENAI = { model: 'gpt-fake', messages: MESSAGES };
const ASK_OLLAMA = { model: 'llama-fake', messages: MESSAGES };

const saying = (text: string): string => expect.stringContaining(text) as string;

test('no key', async ({ gateway }) => {
  const stranger = new Ollama({ host: gateway.url });
  await expect(stranger.list()).rejects.toMatchObject({ status_code: 401, error: saying('No API key') });
});

test('a field of the wrong type, by its own name', async ({ ollama, upstream }) => {
  const call = ollama.chat({ ...ASK_OPENAI, options: { temperature: 'hot' as never } });
  await expect(call).rejects.toMatchObject({ status_code: 400, error: saying('"options.temperature"') });
  expect(upstream.requests).toEqual([]);
});

test.for([
  ['a body that is no JSON', '/api/chat', 'application/json', '{', 400],
  ['a type of body that is not read', '/api/generate', 'application/xml', '<prompt/>', 415],
  ['a path that is not there', '/api/tags/more', 'application/json', '{}', 404],
  ['what the gateway has none of', '/api/pull', 'application/json', '{}', 404],
] as const)('%s', async ([, path, type, body, status], { gateway, apiKey }) => {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': type };
  const response = await fetch(gateway.url + path, { method: 'POST', headers, body });
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: expect.any(String) as string });
});

test("a vendor's refusal keeps status and words", async ({ ollama, upstream }) => {
  upstream.on('openai.chat', openaiError(429, { message: 'Slow down.' }));
  await expect(ollama.chat({ ...ASK_OPENAI })).rejects.toMatchObject({ status_code: 429, error: 'Slow down.' });
  upstream.on('ollama.chat', json({ error: "model 'llama-fake' not found" }, 404));
  await expect(ollama.chat({ ...ASK_OLLAMA, stream: true })).rejects.toMatchObject({
    status_code: 404,
    error: "model 'llama-fake' not found",
  });
});

test("an error of Ollama's own keeps everything that stands in it", async ({ gateway, apiKey, upstream }) => {
  const refusal = { error: 'sign in first', signin_url: 'https://ollama.com/connect' };
  upstream.on('ollama.chat', json(refusal, 401));
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify(ASK_OLLAMA);
  const response = await fetch(`${gateway.url}/api/chat`, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toEqual([401, refusal]);
});

test('a stream that breaks off ends with an error line, on either lane', async ({ ollama, upstream }) => {
  upstream.on('openai.chat', cutAfter(`data: ${JSON.stringify(chunk({ content: 'Hel' }))}\n\n`));
  upstream.on('ollama.chat', cutAfter(`${JSON.stringify(ollamaLine({ content: 'Hel' }))}\n`));
  for (const request of [ASK_OPENAI, ASK_OLLAMA]) {
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { message } of await ollama.chat({ ...request, stream: true })) seen.push(message.content);
    })();
    await expect(reading).rejects.toThrow('broke off');
    expect(seen.join('')).toBe('Hel');
  }
});

test("Ollama's own error in the middle of a stream passes as it came", async ({ ollama, upstream }) => {
  upstream.on('ollama.chat', ndjson([ollamaLine({ content: 'Hel' }), { error: 'the runner stopped' }]));
  const reading = async () => Array.fromAsync(await ollama.chat({ ...ASK_OLLAMA, stream: true }));
  await expect(reading()).rejects.toThrow('the runner stopped');
});
