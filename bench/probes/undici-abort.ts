/**
 * How many idle connections does a pool hold open to the upstream after N streaming calls were aborted at once?
 * `node bench/probes/undici-abort.ts [streams=2000]`. The findings are in bench/notes-undici-abort.md.
 */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';

const STREAMS = Number(process.argv[2] ?? 2000);
const QUIET_MS = 1000;
const SETTLE_LIMIT_MS = 10_000;

/** Where a call is when its client leaves. */
type Moment = 'before the head' | 'inside the body' | 'paused inside the body';
const MOMENTS: readonly Moment[] = ['before the head', 'inside the body', 'paused inside the body'];

const POOLS: Readonly<Record<string, Pool.Options>> = {
  'pool defaults': {},
  'bounded pool, keep-alive 60 s': { connections: STREAMS, pipelining: 1, keepAliveTimeout: 60_000 },
};

/** The upstream: answers `/events` with one event, `/silence` with nothing, and then waits for the end. */
const sockets = new Set<Socket>();
let accepted = 0;
const calls = new Set<() => void>();
const upstream = createServer((request, response) => {
  for (const announce of calls) announce();
  if (request.url === '/silence') return;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: {}\n\n');
});
upstream.on('connection', (socket) => {
  accepted++;
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});
upstream.listen(0, '127.0.0.1', 4096);
await new Promise((resolve) => upstream.once('listening', resolve));
const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;

for (const [name, options] of Object.entries(POOLS)) {
  for (const moment of MOMENTS) {
    accepted = 0;
    const pool = new Pool(origin, { allowH2: false, ...options });
    const controllers = await openCalls(pool, moment);
    const [openBefore, acceptedBefore] = [sockets.size, accepted];

    const began = performance.now();
    for (const controller of controllers) controller.abort(new Error('client gone'));
    const quietAfterMs = await fallsQuiet(began);

    const opened = accepted - acceptedBefore;
    console.log(
      `${name}; ${moment}: open before ${openBefore}, open after ${sockets.size}, newly opened ${opened}, ` +
        `last change after ${quietAfterMs.toFixed(0)} ms`,
    );
    await pool.destroy();
    await fallsQuiet(performance.now());
  }
}
upstream.close();

/** Resolves when all calls have reached the upstream and are at the given moment. */
async function openCalls(pool: Pool, moment: Moment): Promise<Dispatcher.DispatchController[]> {
  const arrived = new Promise<void>((resolve) => {
    let missing = STREAMS;
    const announce = (): void => {
      if (--missing > 0) return;
      calls.delete(announce);
      resolve();
    };
    calls.add(announce);
  });
  const opened = Array.from({ length: STREAMS }, () => openCall(pool, moment));
  const controllers = await Promise.all(opened);
  await arrived;
  return controllers;
}

function openCall(pool: Pool, moment: Moment): Promise<Dispatcher.DispatchController> {
  return new Promise((resolve, reject) => {
    pool.dispatch(
      { path: moment === 'before the head' ? '/silence' : '/events', method: 'GET' },
      {
        onRequestStart: (controller) => {
          if (moment === 'before the head') resolve(controller);
        },
        onResponseStart: () => {},
        onResponseData: (controller) => {
          if (moment === 'paused inside the body') controller.pause();
          resolve(controller);
        },
        onResponseEnd: () => {},
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

/** Waits until the connections have not changed for a second; returns when they last did, after `since`. */
async function fallsQuiet(since: number): Promise<number> {
  let last = { open: sockets.size, accepted, at: performance.now() };
  while (performance.now() - last.at < QUIET_MS && performance.now() - since < SETTLE_LIMIT_MS) {
    await delay(20);
    if (sockets.size !== last.open || accepted !== last.accepted) {
      last = { open: sockets.size, accepted, at: performance.now() };
    }
  }
  return Math.max(0, last.at - since);
}
