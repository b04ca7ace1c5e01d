import { toFile } from 'openai';
import { json, openaiError, sse } from '../fakes/upstream/scenarios.ts';
import { IMAGES, TRANSCRIPT } from '../fakes/upstream/side.payloads.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { openaiClient } from '../setup/openai-client.ts';
import { statisticsOf } from '../setup/statistics.ts';
import { expect, test } from './fixtures.ts';

const MEMBER = { email: 'member@example.com', password: 'a-members-long-password' };
/** Every byte there is, and what looks like the end of a part. */
const SOUND = Buffer.concat([
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  Buffer.from('\r\n--\r\n\r\n'),
]);
const audio = () => toFile(SOUND, 'hello.wav', { type: 'audio/wav' });

/** The form as the vendor's own server would read it. */
function formOf(request: { body: Buffer; headers: Readonly<Record<string, string | string[] | undefined>> }) {
  const headers = { 'content-type': String(request.headers['content-type']) };
  return new Response(new Uint8Array(request.body), { headers }).formData();
}

test('a transcription: the file to the byte, the model by its own name', async ({ openai, upstream }) => {
  upstream.on('openai.transcriptions', json(TRANSCRIPT));
  const answer = await openai.audio.transcriptions.create({
    file: await audio(),
    model: 'openai/whisper-fake',
    language: 'en',
    timestamp_granularities: ['word', 'segment'],
  });
  expect(answer).toEqual(TRANSCRIPT);
  const form = await formOf(upstream.requestTo('openai.transcriptions'));
  expect(form.getAll('model')).toEqual(['whisper-fake']);
  expect(form.get('language')).toBe('en');
  expect(form.getAll('timestamp_granularities[]')).toEqual(['word', 'segment']);
  const file = form.get('file') as File;
  expect([file.name, file.type]).toEqual(['hello.wav', 'audio/wav']);
  expect(Buffer.from(await file.arrayBuffer())).toEqual(SOUND);
});

test('a form whose model needs no change arrives as the bytes it is', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.transcriptions', json(TRANSCRIPT));
  const body =
    'a preamble\r\n--xyz\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-fake\r\n' +
    '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\nsound\r\n' +
    '--xyz--\r\nan epilogue';
  const response = await fetch(`${gateway.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'multipart/form-data; boundary=xyz' },
    body,
  });
  expect(response.status).toBe(200);
  const request = upstream.requestTo('openai.transcriptions');
  expect([request.text, request.headers['content-type']]).toEqual([body, 'multipart/form-data; boundary=xyz']);
});

test('a transcript may be plain text', async ({ openai, upstream }) => {
  upstream.on('openai.transcriptions', (exchange) =>
    exchange.respond(200, '1\n00:00:00,000 --> 00:00:01,000\nHello.\n', {
      'content-type': 'text/plain; charset=utf-8',
    }),
  );
  const { data, response } = await openai.audio.transcriptions
    .create({ file: await audio(), model: 'whisper-fake', response_format: 'srt' })
    .withResponse();
  expect(data).toContain('Hello.');
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
});

test('a transcript may be streamed', async ({ openai, upstream }) => {
  const events = [
    { type: 'transcript.text.delta', delta: 'Hello' },
    { type: 'transcript.text.done', text: 'Hello', usage: TRANSCRIPT.usage },
  ];
  upstream.on('openai.transcriptions', sse(events));
  const stream = await openai.audio.transcriptions.create({
    file: await audio(),
    model: 'gpt-4o-transcribe',
    stream: true,
  });
  expect(await Array.fromAsync(stream)).toEqual(events);
});

test('a model that cannot stream answers whole, and so do we', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.transcriptions', json(TRANSCRIPT));
  const form = new FormData();
  form.set('file', new File([SOUND], 'a.wav'));
  form.set('model', 'whisper-fake');
  form.set('stream', 'true');
  const headers = { authorization: `Bearer ${apiKey}` };
  const response = await fetch(`${gateway.url}/v1/audio/transcriptions`, { method: 'POST', headers, body: form });
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual(TRANSCRIPT);
});

test('a streamed transcript that breaks off ends with an error on which the SDK throws', async ({
  openai,
  upstream,
}) => {
  const vendor = upstream.play('openai.transcriptions');
  const pending = openai.audio.transcriptions.create({
    file: await audio(),
    model: 'gpt-4o-transcribe',
    stream: true,
  });
  const exchange = (await vendor.next()).startStream();
  await exchange.sse({ type: 'transcript.text.delta', delta: 'Hel' });
  const stream = await pending;
  exchange.cut();
  await expect(Array.fromAsync(stream)).rejects.toThrow(/broke off/);
});

test('pictures are edited by a form with several files', async ({ openai, upstream }) => {
  upstream.on('openai.image-edits', json(IMAGES));
  const pictures = [await toFile(SOUND, 'a.png', { type: 'image/png' }), await toFile(SOUND, 'b.png')];
  const answer = await openai.images.edit({ image: pictures, prompt: 'Merge them.', model: 'openai/gpt-image-fake' });
  expect(answer).toEqual(IMAGES);
  const form = await formOf(upstream.requestTo('openai.image-edits'));
  expect(form.get('model')).toBe('gpt-image-fake');
  expect(form.getAll('image[]').map((file) => (file as File).size)).toEqual([SOUND.length, SOUND.length]);
});

test('pictures are edited by JSON with their addresses', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.image-edits', json(IMAGES));
  const body = {
    model: 'openai/gpt-image-fake',
    prompt: 'Merge.',
    images: [{ image_url: 'https://example.com/a.png' }],
  };
  const { status } = await gateway.call('POST', '/v1/images/edits', { body, token: apiKey });
  expect(status).toBe(200);
  expect(upstream.requestTo('openai.image-edits').json()).toEqual({ ...body, model: 'gpt-image-fake' });
});

test("a vendor's refusal keeps status, words and retry-after", async ({ openai, upstream }) => {
  upstream.on('openai.transcriptions', openaiError(429, { message: 'Slow down.' }, { 'retry-after': '17' }));
  const call = openai.audio.transcriptions.create({ file: await audio(), model: 'whisper-fake' });
  const error = await call.catch((thrown) => thrown);
  expect(error).toMatchObject({ status: 429 });
  expect([error.message, error.headers.get('retry-after')]).toEqual([expect.stringContaining('Slow down.'), '17']);
});

test('the ledger counts the tokens that the vendor names', async ({ gateway, owner: _owner, upstream }) => {
  const member = await issueKey(gateway, await register(gateway, MEMBER));
  const openai = openaiClient(gateway, member.api_key);
  upstream.on('openai.transcriptions', json(TRANSCRIPT));
  upstream.on('openai.image-edits', json(IMAGES));
  await openai.audio.transcriptions.create({ file: await audio(), model: 'whisper-fake' });
  await openai.images.edit({ image: await audio(), prompt: 'More.', model: 'gpt-image-fake' });
  expect(await statisticsOf(gateway, member.api_key, 2)).toMatchObject({ total_tokens: 47, error_rate: 0 });
});
