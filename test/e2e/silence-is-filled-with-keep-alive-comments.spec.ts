import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { BodyReader } from '../setup/body-reader.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { messages: [{ role: 'user', content: 'Think hard.' }], stream: true };
const KEEP_ALIVE = ': keep-alive\n\n';

test.override('env', { STREAM_KEEP_ALIVE_MS: '25' });

test('comments come while the vendor thinks, and only between whole frames', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const pending = rawChat(gateway, apiKey, { ...QUESTION, model: 'gpt-fake' });
  const exchange = (await vendor.next()).startStream();
  const frames = [chunk({ content: 'Hm' }), chunk({}, 'stop'), '[DONE]'].map(
    (event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`,
  );
  const bytes = frames.join('');
  // Falls silent in the middle of the second frame.
  const pause = (frames[0]?.length ?? 0) + 30;
  await exchange.send(bytes.slice(0, pause));
  const reader = new BodyReader(await pending);
  await reader.until(KEEP_ALIVE, 3);
  await exchange.send(bytes.slice(pause));
  exchange.end();
  expect((await reader.all()).replaceAll(KEEP_ALIVE, '')).toBe(bytes);
});

test('translated streams have them as well', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('ollama.chat');
  const pending = rawChat(gateway, apiKey, { ...QUESTION, model: 'llama-fake' });
  const exchange = (await vendor.next()).startStream('ndjson');
  await exchange.ndjson(ollamaLine({ content: 'Hm' }));
  const reader = new BodyReader(await pending);
  await reader.until(KEEP_ALIVE, 2);
  await exchange.ndjson(ollamaDone());
  exchange.end();
  expect(await reader.all()).toMatch(/data: \[DONE\]\n\n$/);
});

test('lines of JSON have spaces before them instead, which every parser skips', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  const vendor = upstream.play('ollama.chat');
  const pending = fetch(`${gateway.url}/api/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...QUESTION, model: 'llama-fake' }),
  });
  const exchange = (await vendor.next()).startStream('ndjson');
  await exchange.ndjson(ollamaLine({ content: 'Hm' }));
  const reader = new BodyReader(await pending);
  await reader.until('\n  ', 1);
  await exchange.ndjson(ollamaDone());
  exchange.end();
  const lines = (await reader.all()).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([ollamaLine({ content: 'Hm' }), ollamaDone()]);
});
