import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { expect, test } from './fixtures.ts';

const MESSAGES = [{ role: 'user' as const, content: 'Tell me everything.' }];

test('leaving in the middle of a stream', async ({ openai, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const pending = openai.chat.completions.create({ model: 'gpt-fake', messages: MESSAGES, stream: true });
  const exchange = (await vendor.next()).startStream();
  await exchange.sse(chunk({ content: 'Once' }));
  const stream = await pending;
  await stream[Symbol.asyncIterator]().next();
  stream.controller.abort();
  await exchange.aborted;
  expect(exchange.isAborted).toBe(true);
});

test('leaving before the first frame', async ({ openai, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const leaving = new AbortController();
  const pending = openai.chat.completions.create(
    { model: 'gpt-fake', messages: MESSAGES, stream: true },
    { signal: leaving.signal },
  );
  const exchange = await vendor.next();
  leaving.abort();
  await expect(pending).rejects.toThrow('aborted');
  await exchange.aborted;
  expect(exchange.isAborted).toBe(true);
});

test('leaving while a whole answer is awaited', async ({ openai, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const leaving = new AbortController();
  const pending = openai.chat.completions.create({ model: 'gpt-fake', messages: MESSAGES }, { signal: leaving.signal });
  const exchange = await vendor.next();
  leaving.abort();
  await expect(pending).rejects.toThrow('aborted');
  await exchange.aborted;
  expect(exchange.isAborted).toBe(true);
});

test('leaving a stream that is being translated', async ({ openai, upstream }) => {
  const vendor = upstream.play('ollama.chat');
  const pending = openai.chat.completions.create({ model: 'llama-fake', messages: MESSAGES, stream: true });
  const exchange = (await vendor.next()).startStream('ndjson');
  await exchange.ndjson(ollamaLine({ content: 'Once' }));
  const stream = await pending;
  await stream[Symbol.asyncIterator]().next();
  stream.controller.abort();
  await exchange.aborted;
  expect(exchange.isAborted).toBe(true);
});
