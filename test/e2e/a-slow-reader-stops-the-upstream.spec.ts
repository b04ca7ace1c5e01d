import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import type { UpstreamExchange } from '../fakes/upstream/upstream-exchange.ts';
import { eventually } from '../setup/eventually.ts';
import type { Gateway } from '../setup/gateway.ts';
import { expect, test } from './fixtures.ts';

const MEGABYTE = 1024 * 1024;
const FRAME = `data: ${JSON.stringify(chunk({ content: 'x'.repeat(16 * 1024) }))}\n\n`;
const FLOOD = 192 * MEGABYTE;
/** What the sockets of three processes may hold between them; a gateway that buffers holds the whole flood. */
const IN_FLIGHT_LIMIT = 48 * MEGABYTE;

const CHAT = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Flood.' }], stream: true };
const SPEECH = { model: 'tts-fake', input: 'Flood.', voice: 'alloy' };

/** An answer of which nothing is read until the caller does. */
function unreadStream(gateway: Gateway, apiKey: string, path: string, body: object): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const call = request(`${gateway.url}${path}`, { method: 'POST', headers });
    call.once('response', (response) => resolve(response.pause())).once('error', reject);
    call.end(JSON.stringify(body));
  });
}

/** Blocked, and not a byte further on between 25 looks in a row. */
function untilStandstill(exchange: UpstreamExchange): Promise<number> {
  let last = -1;
  let unchanged = 0;
  return eventually('the vendor is held up', () => {
    unchanged = exchange.isBlocked && exchange.writtenBytes === last ? unchanged + 1 : 0;
    last = exchange.writtenBytes;
    return last >= FLOOD || unchanged >= 25 ? last : undefined;
  });
}

test('a client that stops reading holds up the vendor, and loses nothing', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const pending = unreadStream(gateway, apiKey, '/v1/chat/completions', CHAT);
  const exchange = (await vendor.next()).startStream();
  const flood = exchange.flood(FRAME, FLOOD);
  const response = await pending;
  expect(await untilStandstill(exchange)).toBeLessThan(IN_FLIGHT_LIMIT);

  let received = 0;
  response.on('data', (bytes: Buffer) => {
    received += bytes.length;
  });
  response.resume();
  await flood;
  await exchange.sse(chunk({}, 'stop'));
  await exchange.sse('[DONE]');
  exchange.end();
  await new Promise((resolve) => response.once('end', resolve));
  expect(received).toBe(exchange.writtenBytes);
});

test('a client that leaves while held up aborts the vendor', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const pending = unreadStream(gateway, apiKey, '/v1/chat/completions', CHAT);
  const exchange = (await vendor.next()).startStream();
  const flood = exchange.flood(FRAME, FLOOD);
  const response = await pending;
  await untilStandstill(exchange);
  response.destroy();
  await exchange.aborted;
  await flood;
  expect(exchange.writtenBytes).toBeLessThan(IN_FLIGHT_LIMIT);
});

test('sound that nobody takes holds up the vendor as well', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('openai.speech');
  const pending = unreadStream(gateway, apiKey, '/v1/audio/speech', SPEECH);
  const exchange = (await vendor.next()).startStream('sse', { 'content-type': 'audio/pcm' });
  const flood = exchange.flood('\0'.repeat(16 * 1024), FLOOD);
  const response = await pending;
  expect(await untilStandstill(exchange)).toBeLessThan(IN_FLIGHT_LIMIT);
  response.destroy();
  await exchange.aborted;
  await flood;
});
