import { openaiError } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { expect, test } from './fixtures.ts';

const SENTENCE = { model: 'tts-fake', voice: 'alloy', input: 'Read me aloud.', response_format: 'mp3' as const };
/** No text in any encoding, and an empty line in the middle. */
const FIRST = Buffer.from([0xff, 0xfb, 0x0a, 0x0a, 0x00, 0x01]);
const SECOND = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0xfe]);

test('the first sound is heard before the last is made', async ({ openai, upstream }) => {
  const vendor = upstream.play('openai.speech');
  const pending = openai.audio.speech.create(SENTENCE);
  const exchange = (await vendor.next()).startStream('sse', { 'content-type': 'audio/mpeg' });
  await exchange.send(FIRST);
  const response = await pending;
  expect(response.headers.get('content-type')).toBe('audio/mpeg');
  const reader = response.body!.getReader();
  expect(Buffer.from((await reader.read()).value!)).toEqual(FIRST);

  await exchange.send(SECOND);
  exchange.end();
  const rest: Uint8Array[] = [];
  for (let read = await reader.read(); !read.done; read = await reader.read()) rest.push(read.value);
  expect(Buffer.concat(rest)).toEqual(SECOND);
});

test('speech that breaks off breaks the connection: no text in the sound, no clean end', async ({
  gateway,
  openai,
  upstream,
}) => {
  const vendor = upstream.play('openai.speech');
  const pending = openai.audio.speech.create(SENTENCE, { headers: { 'x-request-id': 'speech-that-breaks' } });
  const exchange = (await vendor.next()).startStream('sse', { 'content-type': 'audio/mpeg' });
  await exchange.send(FIRST);
  const response = await pending;
  exchange.cut();
  await expect(response.arrayBuffer()).rejects.toThrow('terminated');
  const line = await eventually('it is logged', () =>
    gateway.log.find((entry) => entry['request_id'] === 'speech-that-breaks'),
  );
  expect(line).toMatchObject({ status: 200, error: 'stream_interrupted', dialect: 'openai-speech', tokens: 0 });
});

test('a client that stops listening ends the making', async ({ openai, upstream }) => {
  const vendor = upstream.play('openai.speech');
  const pending = openai.audio.speech.create(SENTENCE);
  const exchange = (await vendor.next()).startStream('sse', { 'content-type': 'audio/mpeg' });
  await exchange.send(FIRST);
  const response = await pending;
  await response.body!.cancel();
  await exchange.aborted;
  expect(exchange.isAborted).toBe(true);
});

test("a refusal is JSON in OpenAI's envelope", async ({ openai, upstream }) => {
  upstream.on('openai.speech', openaiError(400, { message: 'No such voice.', param: 'voice' }));
  await expect(openai.audio.speech.create(SENTENCE)).rejects.toMatchObject({ status: 400, param: 'voice' });
});

test('as events it is a stream like any other', async ({ gateway, apiKey, upstream }) => {
  const events = [
    { type: 'speech.audio.delta', audio: 'AAAA' },
    { type: 'speech.audio.done', usage: { input_tokens: 4, output_tokens: 9, total_tokens: 13 } },
  ];
  upstream.on('openai.speech', async (exchange) => {
    exchange.startStream('sse');
    for (const event of events) await exchange.sse(event);
    exchange.end();
  });
  const response = await fetch(`${gateway.url}/v1/audio/speech`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...SENTENCE, stream_format: 'sse' }),
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const sent = (await response.text()).split('\n').filter((line) => line.startsWith('data: '));
  expect(sent.map((line) => JSON.parse(line.slice(6)))).toEqual(events);
});
