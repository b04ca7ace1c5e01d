import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { DONE } from '../mock/answers.ts';
import { runClosedLoop } from './closed-loop.ts';
import { HeldStreams } from './held-streams.ts';
import type { CallShape } from './job.ts';
import { runOpenLoop } from './open-loop.ts';

const RIGHT = `data: {}\n\n${DONE}`;
const call: CallShape = {
  door: 'openai-chat',
  model: 'gpt-bench',
  stream: true,
  bodyBytes: 1024,
  answerBytes: RIGHT.length,
};

let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(listener: RequestListener): Promise<{ port: number; key: string }> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, key: 'aig_test' };
}

const window = { connections: 2, warmUpMs: 1, measureMs: 30, watchedPid: process.pid };
const LOOPS = {
  'closed loop': (target: { port: number; key: string }) =>
    runClosedLoop({ kind: 'closed-loop', target, call, ...window }),
  'open loop': (target: { port: number; key: string }) =>
    runOpenLoop({ kind: 'open-loop', target, call, callsPerSecond: 500, ...window }),
};

describe.each(Object.entries(LOOPS))('%s', (_name, run) => {
  test('right answers are no errors', async () => {
    let answers = 0;
    const target = await serve((_request, response) => {
      answers++;
      response.end(RIGHT);
    });
    expect(await run(target)).toMatchObject({ errors: 0, reasons: [] });
    expect(answers).toBeGreaterThan(0);
  });

  test.each<[string, RequestListener, string]>([
    ['a refusal', (_request, response) => response.writeHead(429).end(RIGHT), 'status 429'],
    ['a short answer', (_request, response) => response.end(DONE), `an answer of ${DONE.length} bytes`],
    ['another ending', (_request, response) => response.end('x'.repeat(RIGHT.length)), 'without its data: [DONE]'],
    ['a cut answer', (request) => request.socket.destroy(), 'closed before the answer was complete'],
  ])('%s is an error that says so', async (_title, listener, reason) => {
    const result = await run(await serve(listener));
    expect(result.errors).toBeGreaterThan(0);
    expect(result.reasons.join()).toContain(reason);
    expect(result.completed).toBe(0);
  });
});

test('held streams count those that could not be held, and leave together when released', async () => {
  let calls = 0;
  const target = await serve((request, response) => {
    if (++calls === 1) request.socket.destroy();
    else response.write('data: {}\n\n');
  });
  const held = new HeldStreams();
  const result = await held.hold({ kind: 'hold', target, call, streams: 3 });
  expect(result).toMatchObject({ errors: 1, reasons: ['the connection closed before the answer was complete'] });
  expect(await connections()).toBe(2);
  held.release();
  while ((await connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
});

function connections(): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
