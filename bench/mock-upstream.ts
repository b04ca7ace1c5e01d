/**
 * Vendors that cost next to nothing: canned answers in OpenAI's chat (mock/answers.ts) and in the other dialects
 * (mock/vendor-answers.ts).
 * `/__stats` says what is open, so that calls which outlive their client are seen. Prints `listening on <port>`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { isStreamPath, type VendorAnswer, vendorAnswerAt } from './mock/vendor-answers.ts';
import { asHttpChunk, burstWrites, CONTENT_EVENT, JSON_ANSWER, MODELS, streamEvents } from './mock/answers.ts';

/** The body of `/__stats`. Connections are those that carried a completion call, not the ones that asked for this. */
export interface MockStatistics {
  readonly openConnections: number;
  readonly openStreams: number;
  readonly abortedStreams: number;
  readonly completions: number;
}

/** Slow streams are spread over the second instead of all waking at once. */
const SLOTS_PER_SECOND = 20;
const BACKLOG = 8192;
/** Model and options stand at the ends of a body, the conversation in between. */
const BODY_END_BYTES = 512;

const packets = (includeUsage: boolean) => streamEvents(includeUsage).map(asHttpChunk);
const burst = (includeUsage: boolean) => burstWrites(streamEvents(includeUsage)).map(asHttpChunk);
const STREAMS = {
  packets: { withUsage: packets(true), withoutUsage: packets(false) },
  burst: { withUsage: burst(true), withoutUsage: burst(false) },
};
const slowEvent = asHttpChunk(CONTENT_EVENT);
const jsonHead = { 'content-type': 'application/json', 'content-length': JSON_ANSWER.length };
const streamHead = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
const modelList = {
  object: 'list',
  data: Object.values(MODELS).map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'bench' })),
};

const bursts = new Map<VendorAnswer, Buffer[]>();
const connections = new Set<Socket>();
const slots = Array.from({ length: SLOTS_PER_SECOND }, () => new Set<Socket>());
let openStreams = 0;
let abortedStreams = 0;
let completions = 0;

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  if (request.url === '/__stats') {
    const openConnections = connections.size;
    json(response, { openConnections, openStreams, abortedStreams, completions } satisfies MockStatistics);
    return;
  }
  if (request.url?.endsWith('/models')) {
    json(response, modelList);
    return;
  }
  let head = '';
  let tail = '';
  request.on('data', (part: Buffer) => {
    if (head === '') head = part.toString('latin1', 0, BODY_END_BYTES);
    tail = (tail + part.toString('latin1', Math.max(0, part.length - BODY_END_BYTES))).slice(-BODY_END_BYTES);
  });
  // Looking for the few words that matter: parsing 100 KB would cost more than the rest of the mock.
  request.on('end', () => complete(request, response, head + tail));
});

function complete(request: IncomingMessage, response: ServerResponse, bodyEnds: string): void {
  completions++;
  remember(request.socket);
  const path = request.url ?? '';
  const other = vendorAnswerAt(path);
  if (other !== null) {
    answerAs(other, request.socket, response, isStreamPath(path) || bodyEnds.includes('"stream":true'));
    return;
  }
  if (!bodyEnds.includes('"stream":true')) {
    response.writeHead(200, jsonHead).end(JSON_ANSWER);
    return;
  }
  const usage = bodyEnds.includes('"include_usage":true') ? 'withUsage' : 'withoutUsage';
  response.writeHead(200, streamHead);
  response.flushHeaders();
  track(response);
  // From here on the socket gets chunks that are framed already; `response.end()` writes the last, empty one.
  if (bodyEnds.includes(`"${MODELS.slow}"`)) drip(request.socket);
  else if (bodyEnds.includes(`"${MODELS.packets}"`)) writeInTurns(request.socket, response, STREAMS.packets[usage]);
  else writeInTurns(request.socket, response, STREAMS.burst[usage]);
}

/** Another dialect's answer, a stream in a burst: its writes are framed once, at the first call. */
function answerAs(answer: VendorAnswer, socket: Socket, response: ServerResponse, stream: boolean): void {
  if (!stream) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.whole.length });
    response.end(answer.whole);
    return;
  }
  response.writeHead(200, { 'content-type': answer.streamType }).flushHeaders();
  track(response);
  let writes = bursts.get(answer);
  if (writes === undefined) {
    writes = burstWrites(answer.events).map(asHttpChunk);
    bursts.set(answer, writes);
  }
  writeInTurns(socket, response, writes);
}

function remember(socket: Socket): void {
  if (connections.has(socket)) return;
  connections.add(socket);
  socket.once('close', () => connections.delete(socket));
}

function track(response: ServerResponse): void {
  openStreams++;
  response.once('close', () => {
    openStreams--;
    if (!response.writableFinished) abortedStreams++;
  });
}

function writeInTurns(socket: Socket, response: ServerResponse, writes: readonly Buffer[]): void {
  let next = 0;
  const write = (): void => {
    if (socket.destroyed) return;
    socket.write(writes[next++] as Buffer);
    if (next < writes.length) setImmediate(write);
    else response.end();
  };
  write();
}

function drip(socket: Socket): void {
  socket.write(slowEvent);
  const slot = slots[completions % SLOTS_PER_SECOND] as Set<Socket>;
  slot.add(socket);
  socket.once('close', () => slot.delete(socket));
}

let turn = 0;
setInterval(() => {
  for (const socket of slots[turn++ % SLOTS_PER_SECOND] as Set<Socket>) socket.write(slowEvent);
}, 1000 / SLOTS_PER_SECOND);

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}

server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
