import { setTimeout as sleep } from 'node:timers/promises';
import { textChunks } from '../fakes/upstream/openai.payloads.ts';
import type { Scenario } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { rawMessages } from '../setup/raw-messages.ts';
import { expect, test } from './fixtures.ts';

test.override('env', { UPSTREAM_IDLE_TIMEOUT_MS: '300' });

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Tell.' }], stream: true };

/** A whole answer without `[DONE]`, and then signs of life for as long as the gateway listens. */
const endless: Scenario = async (exchange) => {
  exchange.startStream();
  for (const chunk of textChunks('Once', ' upon')) await exchange.sse(chunk);
  while (!exchange.isAborted) {
    await exchange.send(': heartbeat\n\n');
    await sleep(20);
  }
};

// Complaint: the stream hangs for ever (https://github.com/maximhq/bifrost/issues/6784).
test('verbatim', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', endless);
  const text = await (await rawChat(gateway, apiKey, QUESTION)).text();
  expect(text).toContain('"finish_reason":"stop"');
  expect(text).not.toContain('error');
});

test('translated', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', endless);
  const text = await (await rawMessages(gateway, apiKey, { ...QUESTION, max_tokens: 100 })).text();
  expect(text).toContain('"stop_reason":"end_turn"');
  expect(text).toContain('event: message_stop');
});
