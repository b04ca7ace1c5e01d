import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

/** Spelled as no serializer would spell it. */
const PECULIAR = `{ "temperature" : 1.0, "seed":12345678901234567890,
  "messages":[ {"content":"caf\\u00e9 \\ud83d\\ude00 \\/","role":"user", "unknown_here": {"b":1,"a":1e0}} ],
  "unknown_to_us" : [ 1.50, 1E3, -0.0, null ], "model":"gpt-fake" , "top_p":1e-1,"metadata":{"k":"v"}  }`;

test('a request that needs no edit is forwarded as the very bytes', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const response = await rawChat(gateway, apiKey, PECULIAR);
  expect(response.status).toBe(200);
  expect(upstream.requestTo('openai.chat').text).toBe(PECULIAR);
});

test('an edit changes its own place and nothing else', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  await rawChat(gateway, apiKey, PECULIAR.replace('"gpt-fake"', '"openai/gpt-fake"'));
  expect(upstream.requestTo('openai.chat').text).toBe(PECULIAR);
});

test("the vendor's answer keeps its own bytes", async ({ gateway, apiKey, upstream }) => {
  const answer = `{"id":"x", "choices":[ ],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"n":1.0, "big":12345678901234567890}`;
  upstream.on('openai.chat', (exchange) => exchange.respond(200, answer, { 'content-type': 'application/json' }));
  expect(await (await rawChat(gateway, apiKey, PECULIAR)).text()).toBe(answer);
});
