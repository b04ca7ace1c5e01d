import { setTimeout as delay } from 'node:timers/promises';
import { CallConnection, type CallListener } from './call-connection.ts';
import { chatRequest } from './chat-request.ts';
import type { LoadResult, OpenLoopJob } from './job.ts';
import { Measurement } from './measurement.ts';
import { Ticker } from './ticker.ts';

/** Calls that are still not answered this long after the measured time are errors. */
const LAST_ANSWERS_MS = 10_000;

export async function runOpenLoop(job: OpenLoopJob): Promise<LoadResult> {
  const request = chatRequest(job.target, job.call);
  const measurement = new Measurement(job.watchedPid);
  const intervalMs = 1000 / job.callsPerSecond;
  const overdue: number[] = [];
  let inFlight = 0;
  let onIdle: () => void = () => {};

  const settled = (): void => {
    inFlight--;
    if (inFlight === 0 && overdue.length === 0) onIdle();
  };
  const listener: CallListener = {
    firstByte: (connection, at) => measurement.firstByte(connection, at),
    answered: (connection, at) => {
      measurement.answered(connection, at);
      free.push(connection);
      sendOverdue();
      settled();
    },
    failed: (_connection, reason) => {
      measurement.failed(reason);
      settled();
    },
  };
  const open = () => CallConnection.open(job.target, job.call, listener);
  const connections = await Promise.all(Array.from({ length: job.connections }, open));
  // First in, first out: every connection stays in use, none is closed by the other side for being idle.
  const free = [...connections];

  function sendOverdue(): void {
    while (overdue.length > 0 && free.length > 0) {
      inFlight++;
      (free.shift() as CallConnection).send(request, overdue.shift() as number);
    }
  }

  let due = performance.now() + intervalMs;
  const ticker = new Ticker(intervalMs, () => {
    const now = performance.now();
    for (; due <= now; due += intervalMs) overdue.push(due);
    sendOverdue();
  });
  await delay(job.warmUpMs);
  measurement.open();
  await delay(job.measureMs);
  measurement.close();
  await ticker.stop();

  const allAnswered = new Promise<void>((resolve) => {
    onIdle = resolve;
    if (inFlight === 0 && overdue.length === 0) resolve();
  });
  await Promise.race([allAnswered, delay(LAST_ANSWERS_MS, undefined, { ref: false })]);
  for (let left = inFlight + overdue.length; left > 0; left--) {
    measurement.failed(`no answer within ${LAST_ANSWERS_MS} ms after the measured time`);
  }
  for (const connection of connections) connection.close();
  return measurement.result();
}
