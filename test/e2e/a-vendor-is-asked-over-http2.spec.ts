import { constants, type ServerHttp2Stream } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { answer, Http2Vendor, resetOf, VENDOR_CA_FILE } from '../fakes/http2-vendor.ts';
import { chatCompletion, chunk } from '../fakes/upstream/openai.payloads.ts';
import { eventually } from '../setup/eventually.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base, VENDOR_KEY } from './fixtures.ts';

const frame = (event: unknown) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`;

interface Call {
  readonly stream: ServerHttp2Stream;
  readonly headers: Readonly<Record<string, unknown>>;
}

const test = base
  .extend('calls', { scope: 'file' }, () => [] as Call[])
  .extend('modern', { scope: 'file' }, async ({ calls }, { onCleanup }) => {
    const vendor = await Http2Vendor.start((stream, headers) => void calls.push({ stream, headers }));
    onCleanup(() => vendor[Symbol.asyncDispose]());
    return vendor;
  })
  .extend('env', { scope: 'file' }, ({ modern }) => {
    const file = new GatewayFile(
      `providers:\n  - { name: modern, kind: openai, baseUrl: "${modern.origin}/v1", apiKey: env:VENDOR_KEY, http2: true }\n`,
    );
    return { GATEWAY_CONFIG: file.path, VENDOR_KEY, NODE_EXTRA_CA_CERTS: VENDOR_CA_FILE };
  });

const QUESTION = { model: 'modern/gpt-fake', messages: [{ role: 'user', content: 'Hi.' }] };

test('whole and streamed, over one connection', async ({ gateway, apiKey, modern, calls }) => {
  const whole = rawChat(gateway, apiKey, QUESTION);
  const first = await eventually('the vendor is asked', () => calls[0]);
  expect(first.headers).toMatchObject({
    ':method': 'POST',
    ':path': '/v1/chat/completions',
    authorization: `Bearer ${VENDOR_KEY}`,
  });
  expect(JSON.parse((await buffer(first.stream)).toString())).toEqual({ ...QUESTION, model: 'gpt-fake' });
  answer(first.stream, JSON.stringify(chatCompletion({ content: 'Whole.' })));
  expect(await (await whole).text()).toContain('Whole.');

  const streamed = rawChat(gateway, apiKey, { ...QUESTION, stream: true });
  const { stream } = await eventually('the vendor is asked again', () => calls[1]);
  stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
  const frames = [frame(chunk({ content: 'Streamed.' })), frame(chunk({}, 'stop')), frame('[DONE]')];
  for (const bytes of frames) stream.write(bytes);
  stream.end();
  expect(await (await streamed).text()).toBe(frames.join(''));
  expect(modern.connections).toBe(1);
});

test("an error is the vendor's own", async ({ gateway, apiKey, calls }) => {
  const before = calls.length;
  const pending = rawChat(gateway, apiKey, QUESTION);
  const { stream } = await eventually('the vendor is asked', () => calls[before]);
  stream.respond({ ':status': 422, 'content-type': 'application/json' });
  stream.end(JSON.stringify({ error: { message: 'No such thing.', type: 'invalid_request_error' } }));
  const response = await pending;
  expect(response.status).toBe(422);
  expect(await response.text()).toContain('No such thing.');
});

test('a client that leaves ends its call, and no other', async ({ gateway, apiKey, modern, calls }) => {
  const before = calls.length;
  const left = new AbortController();
  const leaving = rawChat(gateway, apiKey, { ...QUESTION, stream: true }, { signal: left.signal });
  const staying = rawChat(gateway, apiKey, QUESTION);
  await eventually('both are asked', () => calls.length === before + 2);
  const bodies = await Promise.all(calls.slice(before).map(({ stream }) => buffer(stream)));
  const streamed = bodies.findIndex((body) => body.includes('"stream":true'));
  const [one, other] = [calls[before + streamed]?.stream, calls[before + 1 - streamed]?.stream];
  one?.respond({ ':status': 200, 'content-type': 'text/event-stream' });
  one?.write(frame(chunk({ content: 'Once' })));
  await leaving;
  left.abort();
  expect(await resetOf(one as ServerHttp2Stream)).toBe(constants.NGHTTP2_CANCEL);
  answer(other as ServerHttp2Stream, JSON.stringify(chatCompletion({ content: 'Still here.' })));
  expect(await (await staying).text()).toContain('Still here.');
  expect(modern.connections).toBe(1);
});

test('a connection that breaks is an error of its calls, and the next gets a new one', async ({
  gateway,
  apiKey,
  modern,
  calls,
}) => {
  const before = calls.length;
  const pending = rawChat(gateway, apiKey, { ...QUESTION, stream: true });
  const { stream } = await eventually('the vendor is asked', () => calls[before]);
  stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
  stream.write(frame(chunk({ content: 'Once upon' })));
  const response = await pending;
  for (const session of modern.sessions) session.socket.destroy();
  expect(await response.text()).toContain('"finish_reason":"error"');

  const next = rawChat(gateway, apiKey, QUESTION);
  answer((await eventually('the vendor is asked', () => calls[before + 1])).stream, JSON.stringify(chatCompletion()));
  expect((await next).status).toBe(200);
  expect(modern.connections).toBe(2);
});
