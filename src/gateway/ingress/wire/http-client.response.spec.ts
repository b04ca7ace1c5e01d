import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Subject } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { GatewayError } from '../../../kernel/errors.js';
import type { Config } from '../../../config/config.js';
import { clientCodec } from '../../protocols/index.js';
import { HttpClientResponse } from './http-client.response.js';
import { KeepAliveSweeper } from './keep-alive.sweeper.js';
import { OpenResponses } from './open-responses.js';

const SILENCE_MS = 1000;
const NO_FLOW = { pause: () => undefined, resume: () => undefined };

/** One request to a real server: the server's raw response, and the client's side of it. */
async function oneCall() {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const client = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  client.on('error', () => undefined);
  client.end();
  const [, raw] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  const open = new OpenResponses();
  const sweeper = new KeepAliveSweeper({ http: { streamKeepAliveMs: SILENCE_MS } } as Config);
  const respond = (acceptsGzip = false) =>
    new HttpClientResponse(raw, { codec: clientCodec('openai-chat'), sweeper, open, acceptsGzip, inherited: [] });
  const leave = async () => {
    client.destroy();
    await once(raw, 'close');
  };
  const received = async () => {
    const [message] = (await once(client, 'response')) as [IncomingMessage];
    const text = await message.setEncoding('utf8').toArray();
    return { status: message.statusCode, headers: message.headers, text: text.join('') };
  };
  return { raw, open, sweeper, respond, leave, received };
}

test('a whole answer', async () => {
  const call = await oneCall();
  call.respond().sendWhole({ status: 200, headers: ['x-request-id', 'req_1'], contentType: null }, Buffer.from('{}'));
  const { status, headers, text } = await call.received();
  expect([status, headers['x-request-id'], text]).toEqual([200, 'req_1', '{}']);
});

test('a stream ends with the frames', async () => {
  const call = await oneCall();
  const frames = new Subject<string>();
  call.respond().sendStream({ status: 200, headers: [], contentType: null }, frames, NO_FLOW);
  frames.next('data: 1\n\n');
  frames.next('data: [DONE]\n\n');
  frames.complete();
  const { headers, text } = await call.received();
  expect(headers['content-type']).toMatch(/^text\/event-stream/);
  expect(text).toBe('data: 1\n\ndata: [DONE]\n\n');
});

test('a client that leaves ends the subscription, says why, and is forgotten', async () => {
  const call = await oneCall();
  const response = call.respond();
  const frames = new Subject<string>();
  const reasons: GatewayError[] = [];
  response.expectStream(() => []);
  response.onEnded = (reason) => reasons.push(reason);
  response.sendStream({ status: 200, headers: [], contentType: null }, frames, NO_FLOW);
  await call.leave();
  expect(reasons.map(({ code }) => code)).toEqual(['client_closed']);
  expect(frames.observed).toBe(false);
  expect(call.open.size).toBe(0);
});

test('a client that had left before its answer was begun is not waited for', async () => {
  const call = await oneCall();
  await call.leave();
  const response = call.respond();
  expect(response.ended?.code).toBe('client_closed');
  expect(call.open.size).toBe(0);

  const frames = new Subject<string>();
  response.expectStream(() => []);
  call.sweeper.sweep(performance.now() + 2 * SILENCE_MS);
  response.sendStream({ status: 200, headers: [], contentType: null }, frames, NO_FLOW);
  expect(response.opened).toBe(false);
  expect(frames.observed).toBe(false);
});

test('silence opens the stream with a comment, and a later failure is an event of it', async () => {
  const call = await oneCall();
  const response = call.respond();
  response.expectStream(() => ['x-request-id', 'req_1']);
  call.sweeper.sweep(performance.now() + SILENCE_MS / 2);
  expect(response.opened).toBe(false);
  call.sweeper.sweep(performance.now() + 2 * SILENCE_MS);
  expect(response.opened).toBe(true);
  response.sendError(new GatewayError('provider_timeout', { provider: 'fake' }), []);
  call.sweeper.sweep(performance.now() + 4 * SILENCE_MS);
  const { status, headers, text } = await call.received();
  expect([status, headers['x-request-id']]).toEqual([200, 'req_1']);
  expect(text).toMatch(/^: keep-alive\n\ndata: \{"error":.*"code":"provider_timeout".*\}\n\n$/);
});

test('an error before the stream has begun chooses the status', async () => {
  const call = await oneCall();
  const response = call.respond();
  response.expectStream(() => []);
  response.sendError(new GatewayError('busy', { what: 'test', retryAfter: 1 }, { retryAfterSeconds: 0.2 }), []);
  const { status, headers } = await call.received();
  expect([status, headers['retry-after'], headers['x-gateway-error']]).toEqual([503, '1', 'busy']);
});

test('a full socket pauses the flow, and what it drains resumes it', async () => {
  const call = await oneCall();
  const response = call.respond();
  const frames = new Subject<string>();
  const flow: string[] = [];
  response.sendStream({ status: 200, headers: [], contentType: null }, frames, {
    pause: () => flow.push('pause'),
    resume: () => flow.push('resume'),
  });
  frames.next(`data: ${'x'.repeat(1_000_000)}\n\n`);
  expect(flow).toEqual(['pause']);
  const received = call.received();
  await once(call.raw, 'drain');
  expect(flow).toEqual(['pause', 'resume']);
  frames.complete();
  expect((await received).text).toHaveLength(1_000_008);
});

test('a shutdown tells whoever makes the answer, once', async () => {
  const call = await oneCall();
  const response = call.respond();
  const reasons: GatewayError[] = [];
  response.onEnded = (reason) => reasons.push(reason);
  call.open.terminateAll(new GatewayError('shutting_down'));
  call.open.terminateAll(new GatewayError('shutting_down'));
  expect(reasons.map(({ code }) => code)).toEqual(['shutting_down']);
  response.sendError(response.ended as GatewayError, []);
  expect((await call.received()).status).toBe(503);
});

test.for([
  [true, 'gzip'],
  [false, undefined],
] as const)('a large answer to a client that takes gzip (%s): %s', async ([acceptsGzip, encoding]) => {
  const call = await oneCall();
  call.respond(acceptsGzip).sendWhole({ status: 200, headers: [], contentType: null }, Buffer.from('x'.repeat(10_000)));
  expect((await call.received()).headers['content-encoding']).toBe(encoding);
});

test('sound keeps its type and is never interrupted by a keep-alive', async () => {
  const call = await oneCall();
  const sound = new Subject<Buffer>();
  call.respond().sendStream({ status: 200, headers: [], contentType: 'audio/mpeg' }, sound, NO_FLOW);
  sound.next(Buffer.from('so'));
  call.sweeper.sweep(performance.now() + 10 * SILENCE_MS);
  sound.next(Buffer.from('und'));
  sound.complete();
  const { headers, text } = await call.received();
  expect([headers['content-type'], text]).toEqual(['audio/mpeg', 'sound']);
});

test('what ends with an error that nothing can say breaks off', async () => {
  const call = await oneCall();
  const sound = new Subject<Buffer>();
  call.respond().sendStream({ status: 200, headers: [], contentType: 'audio/mpeg' }, sound, NO_FLOW);
  sound.next(Buffer.from('so'));
  const received = call.received();
  sound.error(new GatewayError('stream_interrupted'));
  await expect(received).rejects.toThrow(/aborted|socket hang up/);
});

test('a stream that nobody had announced is kept alive once it has begun', async () => {
  const call = await oneCall();
  const frames = new Subject<string>();
  call.respond().sendStream({ status: 200, headers: [], contentType: null }, frames, NO_FLOW);
  call.sweeper.sweep(performance.now() + 10 * SILENCE_MS);
  frames.complete();
  expect((await call.received()).text).toBe(': keep-alive\n\n');
});
