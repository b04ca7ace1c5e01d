import { ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { messages: [{ role: 'user', content: 'Tell.' }], stream: true };

test.override('env', { UPSTREAM_IDLE_TIMEOUT_MS: '300' });

test('verbatim: what came, an error end, and the vendor is let go', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const pending = rawChat(gateway, apiKey, { ...QUESTION, model: 'gpt-fake' });
  const exchange = (await vendor.next()).startStream();
  await exchange.sse(chunk({ content: 'Once' }));
  const text = await (await pending).text();
  expect(text).toContain('"content":"Once"');
  expect(text).toMatch(/"finish_reason": ?"error"/);
  expect(text).toContain('nothing more came in time');
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  await exchange.aborted;
});

test('translated: the same', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('ollama.chat');
  const pending = rawChat(gateway, apiKey, { ...QUESTION, model: 'llama-fake' });
  const exchange = (await vendor.next()).startStream('ndjson');
  await exchange.ndjson(ollamaLine({ content: 'Once' }));
  const text = await (await pending).text();
  expect(text).toContain('"content":"Once"');
  expect(text).toMatch(/"finish_reason": ?"error"/);
  await exchange.aborted;
});
