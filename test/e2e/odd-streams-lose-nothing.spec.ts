import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { chunk, textChunks, usageChunk } from '../fakes/upstream/openai.payloads.ts';
import type { Scenario } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { eventually } from '../setup/eventually.ts';
import type { Gateway } from '../setup/gateway.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user' as const, content: 'Tell.' }], stream: true as const };
const FIVE_MEGABYTES = 'x'.repeat(5 * 1024 * 1024);
const frames = (...events: readonly unknown[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

const bytes =
  (text: string): Scenario =>
  async (exchange) => {
    await exchange.startStream().send(text);
    exchange.end();
  };

/** The one log line of this answer. */
function lineOf(gateway: Gateway, response: Response): Promise<Record<string, unknown>> {
  const id = response.headers.get('x-request-id');
  return eventually('the request is logged', () => gateway.log.find((line) => line['request_id'] === id));
}

// Complaint: the stream hangs when the upstream omits `[DONE]` (https://github.com/maximhq/bifrost/issues/6784).
test('a finish reason without [DONE] is a whole answer', async ({ gateway, apiKey, upstream }) => {
  const told = frames(...textChunks('Once', ' upon'));
  upstream.on('openai.chat', bytes(told));
  const response = await rawChat(gateway, apiKey, QUESTION);
  expect(await response.text()).toBe(told);
  expect(await lineOf(gateway, response)).not.toHaveProperty('error');
});

test('a frame that is no JSON passes where nothing is translated', async ({ gateway, apiKey, upstream }) => {
  const told = `${frames(chunk({ content: 'Once' }))}data: {"broken\n\n${frames(chunk({}, 'stop'))}data: [DONE]\n\n`;
  upstream.on('openai.chat', bytes(told));
  const response = await rawChat(gateway, apiKey, QUESTION);
  expect(await response.text()).toBe(told);
});

test('a line that is no JSON ends a translated stream with an error, after what came before it', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  upstream.on('ollama.chat', async (exchange) => {
    await exchange.startStream('ndjson').send(`${JSON.stringify(ollamaLine({ content: 'Once' }))}\n{"broken\n`);
    await exchange.ndjson(ollamaDone());
    exchange.end();
  });
  const response = await rawChat(gateway, apiKey, { ...QUESTION, model: 'llama-fake' });
  const text = await response.text();
  expect(text).toContain('"content":"Once"');
  expect(text).toMatch(/"finish_reason": ?"error"/);
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(await lineOf(gateway, response)).toMatchObject({ error: 'provider_invalid_response', status: 200 });
});

test('a frame of five megabytes passes, verbatim and translated', async ({ gateway, apiKey, upstream }) => {
  const told = `${frames(chunk({ content: FIVE_MEGABYTES }), chunk({}, 'stop'))}data: [DONE]\n\n`;
  upstream.on('openai.chat', bytes(told));
  upstream.on('ollama.chat', (exchange) =>
    exchange.streamNdjson([ollamaLine({ content: FIVE_MEGABYTES }), ollamaDone()]),
  );
  expect((await (await rawChat(gateway, apiKey, QUESTION)).text()) === told).toBe(true);
  const translated = await (await rawChat(gateway, apiKey, { ...QUESTION, model: 'llama-fake' })).text();
  expect(translated.includes(FIVE_MEGABYTES)).toBe(true);
});

test('line ends of another kind pass, and usage is read and withheld', async ({ gateway, apiKey, upstream }) => {
  const visible = frames(...textChunks('Once')).replaceAll('\n', '\r\n');
  const usage = frames(usageChunk()).replaceAll('\n', '\r\n');
  upstream.on('openai.chat', bytes(`${visible}${usage}data: [DONE]\r\n\r\n`));
  const response = await rawChat(gateway, apiKey, QUESTION);
  expect(await response.text()).toBe(`${visible}data: [DONE]\r\n\r\n`);
  expect(await lineOf(gateway, response)).toMatchObject({ tokens: 18 });
});

test.for<[string, string, string]>([
  ['a page', 'text/html', '<html>\n\n<body>Moved.</body></html>'],
  ['one JSON body', 'application/json', '{"choices":[{"index":0,"finish_reason":"stop"}]}'],
])('%s instead of a stream is an HTTP error', async ([, type, body], { gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', (exchange) => exchange.respond(200, body, { 'content-type': type }));
  const response = await rawChat(gateway, apiKey, QUESTION);
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({ error: { code: 'provider_invalid_response' } });
});
