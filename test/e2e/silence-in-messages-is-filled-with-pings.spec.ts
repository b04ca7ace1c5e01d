import { messageEvents } from '../fakes/upstream/anthropic.payloads.ts';
import { BodyReader } from '../setup/body-reader.ts';
import { rawMessages } from '../setup/raw-messages.ts';
import { expect, test } from './fixtures.ts';

const PING = 'event: ping\ndata: {"type":"ping"}\n\n';

test.override('env', { STREAM_KEEP_ALIVE_MS: '25' });

test('the dialect’s own pings come while the vendor thinks', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('anthropic.messages');
  const question = { model: 'claude-fake', max_tokens: 10, messages: [{ role: 'user', content: 'Hm?' }], stream: true };
  const pending = rawMessages(gateway, apiKey, question);
  const exchange = (await vendor.next()).startStream();
  const events = messageEvents().filter(({ type }) => type !== 'ping');
  await exchange.namedSse(events[0] ?? { type: 'error' });
  const reader = new BodyReader(await pending);
  await reader.until(PING, 3);
  for (const event of events.slice(1)) await exchange.namedSse(event);
  exchange.end();
  const text = (await reader.all()).replaceAll(PING, '');
  expect(text).toBe(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
});
