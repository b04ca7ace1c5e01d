import { chatCompletion, chunk, textChunks } from '../fakes/upstream/openai.payloads.ts';
import { cutAfter, json, openaiError, type Scenario, sse } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const CACHED = { headers: { 'x-gateway-cache': 'read-write' } };
const frame = (event: object) => `data: ${JSON.stringify(event)}\n\n`;

const NOT_KEPT: readonly { name: string; stream: boolean; scenario: Scenario }[] = [
  { name: 'an error', stream: false, scenario: openaiError(400, { message: 'No.' }) },
  { name: 'an error of a stream', stream: true, scenario: openaiError(429, { message: 'Later.' }) },
  { name: 'a length', stream: false, scenario: json(chatCompletion({ content: 'Once up' }, 'length')) },
  { name: 'a filter', stream: false, scenario: json(chatCompletion({ content: 'Once up' }, 'content_filter')) },
  {
    name: 'a length in a stream',
    stream: true,
    scenario: sse([chunk({ content: 'Once up' }), chunk({}, 'length')]),
  },
  { name: 'a broken connection', stream: true, scenario: cutAfter(frame(chunk({ content: 'Once up' }))) },
  {
    name: 'a stream without its end',
    stream: true,
    scenario: async (exchange) => {
      await exchange.startStream('sse').sse(chunk({ content: 'Once up' }));
      exchange.end();
    },
  },
  {
    name: 'an error event',
    stream: true,
    scenario: async (exchange) => {
      exchange.startStream('sse');
      await exchange.sse(chunk({ content: 'Once up' }));
      await exchange.sse({ error: { message: 'Overloaded.', type: 'server_error', param: null, code: null } });
      exchange.end();
    },
  },
];

test.for(NOT_KEPT)('$name', async ({ name, stream, scenario }, { gateway, apiKey, upstream }) => {
  const question = { model: 'gpt-fake', messages: [{ role: 'user', content: name }], temperature: 0, stream };
  upstream.on('openai.chat', scenario);
  await (await rawChat(gateway, apiKey, question, CACHED)).text();
  upstream.on('openai.chat', stream ? sse(textChunks('Once upon a time')) : json(chatCompletion()));
  const again = await rawChat(gateway, apiKey, question, CACHED);
  expect(again.headers.get('x-gateway-cache')).toBe('miss');
  await again.text();
  // The good one is kept.
  const third = await rawChat(gateway, apiKey, question, CACHED);
  expect(third.headers.get('x-gateway-cache')).toBe('hit');
  await third.text();
});

test('a stream whose client left', async ({ gateway, apiKey, upstream }) => {
  const question = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Leave.' }], temperature: 0, stream: true };
  const vendor = upstream.play('openai.chat');
  const left = new AbortController();
  const pending = rawChat(gateway, apiKey, question, { ...CACHED, signal: left.signal });
  const exchange = (await vendor.next()).startStream();
  await exchange.sse(chunk({ content: 'Once' }));
  await pending;
  left.abort();
  await exchange.aborted;
  upstream.on('openai.chat', sse(textChunks('Once upon a time')));
  const again = await rawChat(gateway, apiKey, question, CACHED);
  expect(again.headers.get('x-gateway-cache')).toBe('miss');
  await again.text();
});
