import { APIError } from 'openai';
import { ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { cutAfter, type Scenario } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user' as const, content: 'Tell.' }], stream: true as const };
const RAISE = { headers: { 'x-gateway-stream-error': 'raise' } };
const FIRST = `data: ${JSON.stringify(chunk({ role: 'assistant', content: 'Once' }))}\n\n`;

const ended =
  (bytes: string): Scenario =>
  async (exchange) => {
    await exchange.startStream().send(bytes);
    exchange.end();
  };

const OPENAI_ENDS: readonly (readonly [string, Scenario])[] = [
  ['the connection breaks between frames', cutAfter(FIRST)],
  ['the connection breaks inside a frame', cutAfter(`${FIRST}data: {"id":"chatcmpl-f`)],
  ['the body ends without finish and [DONE]', ended(FIRST)],
];

test.for(OPENAI_ENDS)('%s: finish_reason "error", then [DONE]', async ([, scenario], { gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', scenario);
  const body = await (await rawChat(gateway, apiKey, QUESTION)).text();
  expect(body).toContain('"content":"Once"');
  expect(body).toMatch(/"finish_reason": ?"error"/);
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('the SDK shows it as the finish reason of the last chunk', async ({ openai, upstream }) => {
  upstream.on('openai.chat', cutAfter(FIRST));
  const chunks = await Array.fromAsync(await openai.chat.completions.create(QUESTION));
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Once');
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('error');
});

test.for(OPENAI_ENDS)(
  '%s: the SDK throws where the client asked for it',
  async ([, scenario], { openai, upstream }) => {
    upstream.on('openai.chat', scenario);
    const stream = await openai.chat.completions.create(QUESTION, RAISE);
    await expect(Array.fromAsync(stream)).rejects.toBeInstanceOf(APIError);
  },
);

test("the vendor's own error event passes as it came, and the SDK throws it", async ({ openai, upstream }) => {
  upstream.on('openai.chat', ended(`${FIRST}data: {"error":{"message":"Overloaded.","type":"server_error"}}\n\n`));
  const stream = await openai.chat.completions.create(QUESTION);
  await expect(Array.fromAsync(stream)).rejects.toThrow('Overloaded.');
});

test('a translated stream that is cut ends the same way', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', cutAfter(`${JSON.stringify(ollamaLine({ content: 'Once' }))}\n`));
  const chunks = await Array.fromAsync(await openai.chat.completions.create({ ...QUESTION, model: 'llama-fake' }));
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('error');
});

test("Ollama's error line in the middle of a stream carries its words", async ({ openai, upstream }) => {
  const lines = [ollamaLine({ content: 'Once' }), { error: 'the runner has crashed' }];
  upstream.on('ollama.chat', (exchange) => exchange.streamNdjson(lines));
  const stream = await openai.chat.completions.create({ ...QUESTION, model: 'llama-fake' }, RAISE);
  await expect(Array.fromAsync(stream)).rejects.toThrow('the runner has crashed');
});
