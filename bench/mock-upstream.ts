/**
 * A vendor that costs next to nothing: OpenAI's chat completions with canned answers (mock/answers.ts).
 * `/__stats` says what is open, so that calls which outlive their client are seen. Prints `listening on <port>`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { burstWrites, CONTENT_EVENT, JSON_ANSWER, MODELS, streamEvents } from './mock/answers.ts';

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

const withUsage = streamEvents(true).map((event) => Buffer.from(event));
const withoutUsage = streamEvents(false).map((event) => Buffer.from(event));
const burstWithUsage = burstWrites(streamEvents(true));
const burstWithoutUsage = burstWrites(streamEvents(false));
const jsonHead = { 'content-type': 'application/json', 'content-length': JSON_ANSWER.length };
const streamHead = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
const modelList = JSON.stringify({
  object: 'list',
  data: Object.values(MODELS).map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'bench' })),
});

const connections = new Set<Socket>();
const slots = Array.from({ length: SLOTS_PER_SECOND }, () => new Set<ServerResponse>());
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
    response.writeHead(200, { 'content-type': 'application/json' }).end(modelList);
    return;
  }
  const body: Buffer[] = [];
  request.on('data', (part: Buffer) => body.push(part));
  request.on('end', () => complete(request, response, body.length === 1 ? (body[0] as Buffer) : Buffer.concat(body)));
});

/** Looks for the few bytes that matter instead of parsing: parsing 100 KB would cost more than the rest of the mock. */
function complete(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  completions++;
  remember(request.socket);
  if (!body.includes('"stream":true')) {
    response.writeHead(200, jsonHead).end(JSON_ANSWER);
    return;
  }
  const includeUsage = body.includes('"include_usage":true');
  response.writeHead(200, streamHead);
  track(response);
  if (body.includes(`"${MODELS.slow}"`)) drip(response);
  else if (body.includes(`"${MODELS.packets}"`)) writeInTurns(response, includeUsage ? withUsage : withoutUsage);
  else writeInTurns(response, includeUsage ? burstWithUsage : burstWithoutUsage);
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

function writeInTurns(response: ServerResponse, writes: readonly Buffer[]): void {
  let next = 0;
  const write = (): void => {
    if (response.destroyed) return;
    response.write(writes[next++]);
    if (next < writes.length) setImmediate(write);
    else response.end();
  };
  write();
}

function drip(response: ServerResponse): void {
  response.write(CONTENT_EVENT);
  const slot = slots[completions % SLOTS_PER_SECOND] as Set<ServerResponse>;
  slot.add(response);
  response.once('close', () => slot.delete(response));
}

let turn = 0;
setInterval(() => {
  for (const response of slots[turn++ % SLOTS_PER_SECOND] as Set<ServerResponse>) response.write(CONTENT_EVENT);
}, 1000 / SLOTS_PER_SECOND);

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}

server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
