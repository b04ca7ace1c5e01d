import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { LOCAL_PROVIDER } from '../providers/environment.js';
import type { UpstreamRequest } from '../providers/provider.js';
import { chatVerbatim } from '../protocols/openai-chat/verbatim.js';
import { clientCodec } from '../protocols/index.js';
import { askJson } from './ask-json.js';
import { collectBody, type Exchange } from './exchange.js';
import { FrameStream } from './frame-stream.js';
import { HttpExchange } from './http.exchange.js';
import { VerbatimLane } from './lanes/verbatim.lane.js';
import { OriginConnections } from './origin-connections.js';

const PATIENCE_MS = 20_000;

async function originOf(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function connectionsTo(origin: string, maxConnections = 4): OriginConnections {
  const connections = new OriginConnections(origin, {
    connectTimeoutMs: PATIENCE_MS,
    idleMs: 60_000,
    maxConnections,
    probeMs: 15_000,
  });
  onTestFinished(() => connections.destroy());
  return connections;
}

async function vendor(listener: RequestListener): Promise<{ origin: string; connections: OriginConnections }> {
  const server = createServer(listener);
  onTestFinished(() => server.closeAllConnections());
  const origin = await originOf(server);
  return { origin, connections: connectionsTo(origin) };
}

function question(origin: string): UpstreamRequest {
  return { origin, path: '/', method: 'GET', headers: [], body: null };
}

function ask(connections: OriginConnections, origin: string): HttpExchange {
  return new HttpExchange(connections.lease(), question(origin), { firstByteMs: PATIENCE_MS, idleMs: PATIENCE_MS });
}

function chatStream(exchange: Exchange): FrameStream {
  const target = { instance: LOCAL_PROVIDER, model: 'gpt-fake' };
  const lane = new VerbatimLane(
    chatVerbatim.createTap({ withholdUsage: false, choices: 1 }),
    clientCodec('openai-chat'),
    {
      target,
      requestId: 'req_1',
    },
    chatVerbatim,
  );
  return new FrameStream(exchange, lane, 'fake');
}

it('a whole answer leaves its connection to the next call', async () => {
  const { origin, connections } = await vendor((_, response) => response.end('{"ok":true}'));
  for (let calls = 0; calls < 3; calls += 1) {
    const exchange = ask(connections, origin);
    expect((await exchange.head).status).toBe(200);
    expect((await collectBody(exchange, 100)).toString()).toBe('{"ok":true}');
    expect(connections.size()).toEqual({ open: 1, idle: 1 });
  }
});

it('a body beyond the limit is refused by size, and its connection closed', async () => {
  const { origin, connections } = await vendor((_, response) => void response.write('x'.repeat(1000)));
  const exchange = ask(connections, origin);
  await exchange.head;
  await expect(collectBody(exchange, 10)).rejects.toThrow('larger than 10 bytes');
  expect(connections.size()).toEqual({ open: 0, idle: 0 });
});

it('an abort closes the connection and is told to the sink', async () => {
  const { origin, connections } = await vendor((_, response) => response.writeHead(200).flushHeaders());
  const exchange = ask(connections, origin);
  await exchange.head;
  const body = collectBody(exchange, 100);
  exchange.abort();
  await expect(body).rejects.toThrow('The gateway ended the call.');
  expect(connections.size()).toEqual({ open: 0, idle: 0 });
});

it('an abort while the connection is still being made does not wait for it', async () => {
  // TLS towards a server that never says a word: connected for TCP, never for HTTP.
  const plain = await originOf(createTcpServer((socket) => void socket.on('error', () => undefined)));
  const origin = plain.replace('http:', 'https:');
  const connections = connectionsTo(origin);
  const exchange = ask(connections, origin);
  exchange.abort();
  await expect(exchange.head).rejects.toThrow();
  expect(connections.size()).toEqual({ open: 0, idle: 0 });
});

it('a small question gives up when no connection is free, instead of failing', async () => {
  const { origin } = await vendor((_, response) => response.end('{}'));
  const connections = connectionsTo(origin, 0);
  expect(await askJson(connections, question(origin), PATIENCE_MS)).toBeNull();
});

it.for([
  ['an error status', (response: Parameters<RequestListener>[1]) => response.writeHead(500).end('{"error":{}}')],
  ['no JSON', (response: Parameters<RequestListener>[1]) => response.end('<html>')],
] as const)('a small question that gets %s answers null and frees its connection', async ([, answer]) => {
  const { origin, connections } = await vendor((_, response) => void answer(response));
  expect(await askJson(connections, question(origin), PATIENCE_MS)).toBeNull();
  expect(connections.size()).toEqual({ open: 1, idle: 1 });
});

it('a stream whose last read fills the client frees its connection all the same', async () => {
  const frame = `data: ${JSON.stringify({ choices: [{ delta: { content: 'x'.repeat(500) } }] })}\n\n`;
  const begun = Promise.withResolvers<void>();
  const { origin, connections } = await vendor((_, response) => {
    response.write(frame);
    void begun.promise.then(() => response.end(`${frame.repeat(20)}data: [DONE]\n\n`));
  });
  const exchange = ask(connections, origin);
  await exchange.head;
  const stream = chatStream(exchange);
  await stream.committed;
  const completed = new Promise<void>((resolve, reject) => {
    stream.frames.subscribe({
      // As a client's socket does whose buffer is full. It says nothing more once its answer has ended.
      next: (frames) => void (frames.includes('[DONE]') && stream.pause()),
      complete: resolve,
      error: reject,
    });
  });
  begun.resolve();
  await completed;
  await expect.poll(() => connections.size(), { timeout: PATIENCE_MS }).toEqual({ open: 1, idle: 1 });
});
