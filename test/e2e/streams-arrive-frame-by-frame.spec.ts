import { chunk, textChunks, usageChunk } from '../fakes/upstream/openai.payloads.ts';
import { sse } from '../fakes/upstream/scenarios.ts';
import { BodyReader } from '../setup/body-reader.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user' as const, content: 'Count.' }], stream: true as const };

// Complaint: streams are buffered, the first token comes late.
test('each frame reaches the client before the vendor sends the next', async ({ openai, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const pending = openai.chat.completions.create(QUESTION);
  const exchange = (await vendor.next()).startStream();
  await exchange.sse(chunk({ role: 'assistant', content: '' }));
  const frames = (await pending)[Symbol.asyncIterator]();
  expect((await frames.next()).value?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
  for (const word of ['one', 'two', 'three']) {
    await exchange.sse(chunk({ content: word }));
    expect((await frames.next()).value?.choices[0]?.delta.content).toBe(word);
  }
  await exchange.sse(chunk({}, 'stop'));
  expect((await frames.next()).value?.choices[0]?.finish_reason).toBe('stop');
  await exchange.sse('[DONE]');
  exchange.end();
  expect((await frames.next()).done).toBe(true);
});

test('the headers arrive with the first frame and allow no buffering on the way', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  upstream.on('openai.chat', sse(textChunks('one')));
  const response = await rawChat(gateway, apiKey, QUESTION);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(response.headers.get('cache-control')).toContain('no-cache');
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  expect(response.headers.get('content-encoding')).toBeNull();
  await response.text();
});

test("the SDK's stream helper puts the answer together", async ({ openai, upstream }) => {
  upstream.on('openai.chat', sse(textChunks('one ', 'two ', 'three')));
  const { model, messages } = QUESTION;
  const runner = openai.chat.completions.stream({ model, messages });
  expect(await runner.finalContent()).toBe('one two three');
});

test('the frames of the vendor pass byte by byte', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const pending = rawChat(gateway, apiKey, { ...QUESTION, stream_options: { include_usage: true } });
  const frames = [
    ': a comment of the vendor\n\n',
    `data: ${JSON.stringify(chunk({ content: 'a' })).replace('{', '{ "vendor_extra": 1.50e+3, ')}\n\n`,
    `data: ${JSON.stringify(chunk({}, 'stop'))}\n\n`,
    `data: ${JSON.stringify(usageChunk())}\n\n`,
    'data: [DONE]\n\n',
  ];
  const exchange = (await vendor.next()).startStream();
  // Split in the middle of frames: where the network cuts must not matter.
  const bytes = frames.join('');
  for (let start = 0; start < bytes.length; start += 37) await exchange.send(bytes.slice(start, start + 37));
  exchange.end();
  expect(await new BodyReader(await pending).all()).toBe(bytes);
});
