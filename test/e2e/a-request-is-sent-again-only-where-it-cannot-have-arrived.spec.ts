import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { cutBeforeAnswer, json } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }] };

/** A vendor that answers what is not HTTP, and counts who asked. */
const odd = { connections: 0, url: '' };
const oddServer = createServer((socket) => {
  odd.connections += 1;
  socket.on('error', () => undefined).once('data', () => socket.end('BANANA\r\n\r\n'));
}).listen(0, '127.0.0.1');
await once(oddServer, 'listening');
odd.url = `http://127.0.0.1:${(oddServer.address() as AddressInfo).port}/v1`;

test.override('env', { OPENAI_COMPATIBLE_NAME: 'odd', OPENAI_COMPATIBLE_BASE_URL: odd.url });
test.afterAll(() => void oddServer.close());

test('a connection that breaks on its first call is not tried again', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', cutBeforeAnswer);
  expect((await rawChat(gateway, apiKey, QUESTION)).status).toBe(502);
  expect(upstream.requestsTo('openai.chat')).toHaveLength(1);
});

test('one that had been kept alive is, once', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  expect((await rawChat(gateway, apiKey, QUESTION)).status).toBe(200);
  upstream.on('openai.chat', cutBeforeAnswer);
  expect((await rawChat(gateway, apiKey, QUESTION)).status).toBe(502);
  expect(upstream.requestsTo('openai.chat')).toHaveLength(3);
});

test('an answer that is not HTTP is not asked for again', async ({ gateway, apiKey }) => {
  const response = await rawChat(gateway, apiKey, { ...QUESTION, model: 'odd/any' });
  expect(response.status).toBe(502);
  expect(await response.text()).toContain('does not speak HTTP');
  expect(odd.connections).toBe(1);
});

test('a redirect is not followed', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', (exchange) => exchange.respond(307, '', { location: `${upstream.url}/elsewhere` }));
  const response = await rawChat(gateway, apiKey, QUESTION);
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({ error: { code: 'provider_invalid_response' } });
  expect(upstream.requests).toHaveLength(1);
});
