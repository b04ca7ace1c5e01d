/**
 * The floor: the least that a proxy in this runtime can do and still be one. node:http in, undici's `Pool.dispatch` out,
 * the key checked by one hash and one look-up, the body parsed once. No limits, no ledger, no metrics, no log.
 * Usage: node bench/floor-proxy.ts <upstream origin> <key>. Prints `listening on <port>`.
 */
import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dispatcher, Pool } from 'undici';

const [origin = '', key = ''] = process.argv.slice(2);
const MAX_CONNECTIONS = 16_384;
const BACKLOG = 8192;

const keys = new Map([[hash('sha256', key, 'hex'), { name: 'bench' }]]);
const pool = new Pool(origin, {
  connections: MAX_CONNECTIONS,
  pipelining: 1,
  allowH2: false,
  keepAliveTimeout: 60_000,
  headersTimeout: 300_000,
  bodyTimeout: 300_000,
});

interface ChatCall {
  readonly model?: string;
  readonly stream?: boolean;
}

const server = createServer((request, response) => {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  if (!keys.has(hash('sha256', token, 'hex'))) {
    response.writeHead(401).end();
    return;
  }
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => forward(request, response, parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)));
});

function forward(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const call = JSON.parse(body.toString()) as ChatCall;
  if (!call.model) {
    response.writeHead(400).end();
    return;
  }
  const options: Dispatcher.DispatchOptions = {
    path: request.url ?? '/',
    method: 'POST',
    headers: ['content-type', 'application/json', 'authorization', 'Bearer upstream'],
    body,
  };
  pool.dispatch(options, call.stream ? pumped(response) : collected(response));
}

/** The whole answer, then one head and one end. */
function collected(response: ServerResponse): Dispatcher.DispatchHandler {
  const parts: Buffer[] = [];
  let status = 0;
  let contentType = '';
  return {
    onRequestStart: () => {},
    onResponseStart: (_controller, statusCode, headers) => {
      status = statusCode;
      contentType = String(headers['content-type']);
    },
    onResponseData: (_controller, part) => void parts.push(part),
    onResponseEnd: () => {
      const answer = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
      response.writeHead(status, { 'content-type': contentType, 'content-length': answer.length });
      response.end(answer);
    },
    onResponseError: () => fail(response),
  };
}

/** Bytes as they come, paused while the client does not read, aborted when the client leaves. */
function pumped(response: ServerResponse): Dispatcher.DispatchHandler {
  let controller: Dispatcher.DispatchController | undefined;
  let isOver = false;
  response.on('drain', () => controller?.resume());
  response.on('close', () => {
    if (!isOver) controller?.abort(new Error('client gone'));
  });
  return {
    onRequestStart: (started) => {
      controller = started;
      if (response.destroyed) started.abort(new Error('client gone'));
    },
    onResponseStart: (_controller, status, headers) => {
      response.writeHead(status, { 'content-type': String(headers['content-type']), 'cache-control': 'no-cache' });
      response.flushHeaders();
    },
    onResponseData: (started, part) => {
      if (!response.write(part)) started.pause();
    },
    onResponseEnd: () => {
      isOver = true;
      response.end();
    },
    onResponseError: () => {
      isOver = true;
      fail(response);
    },
  };
}

function fail(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(502).end();
}

server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
