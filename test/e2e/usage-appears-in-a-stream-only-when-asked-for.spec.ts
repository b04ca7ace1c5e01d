import { textChunks, usageChunk, USAGE } from '../fakes/upstream/openai.payloads.ts';
import type { Scenario } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user' as const, content: 'Hi.' }], stream: true as const };

/** As OpenAI does: the usage chunk comes if, and only if, the request asks for it. */
const vendor: Scenario = (exchange) => {
  const { stream_options: options } = exchange.request.json<{ stream_options?: { include_usage?: boolean } }>();
  return exchange.streamSse([...textChunks('Hello', '.'), ...(options?.include_usage ? [usageChunk()] : [])]);
};

test('a client that asks gets the usage chunk', async ({ openai, upstream }) => {
  upstream.on('openai.chat', vendor);
  const stream = await openai.chat.completions.create({ ...QUESTION, stream_options: { include_usage: true } });
  const chunks = await Array.fromAsync(stream);
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: USAGE });
});

test('a client that does not ask gets none, though the gateway asks for itself', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  upstream.on('openai.chat', vendor);
  const body = await (await rawChat(gateway, apiKey, QUESTION)).text();
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({ stream_options: { include_usage: true } });
  expect(body).not.toContain('"usage"');
  expect(body).not.toContain('"choices":[]');
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('a client that declines gets none, and its other options stay', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', vendor);
  const options = { include_usage: false, include_obfuscation: false };
  const body = await (await rawChat(gateway, apiKey, { ...QUESTION, stream_options: options })).text();
  expect(upstream.requestTo('openai.chat').json()).toMatchObject({
    stream_options: { include_usage: true, include_obfuscation: false },
  });
  expect(body).not.toContain('"usage"');
});
