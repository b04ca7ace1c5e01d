import { setTimeout as delay } from 'node:timers/promises';
import { CallConnection, type CallListener } from './call-connection.ts';
import { chatRequest } from './chat-request.ts';
import type { ClosedLoopJob, LoadResult } from './job.ts';
import { Measurement } from './measurement.ts';

export async function runClosedLoop(job: ClosedLoopJob): Promise<LoadResult> {
  const request = chatRequest(job.target, job.call);
  const measurement = new Measurement(job.watchedPid);
  let isOver = false;
  let busy = job.connections;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const retire = (): void => {
    busy--;
    if (busy === 0) finish();
  };

  const listener: CallListener = {
    firstByte: (connection, at) => measurement.firstByte(connection, at),
    answered: (connection, at) => {
      measurement.answered(connection, at);
      if (isOver) retire();
      else connection.send(request, at);
    },
    failed: (_connection, reason) => {
      measurement.failed(reason);
      retire();
    },
  };
  const opening = Array.from({ length: job.connections }, () => CallConnection.open(job.target, job.call, listener));
  const connections = await Promise.all(opening);
  for (const connection of connections) connection.send(request, performance.now());

  await delay(job.warmUpMs);
  measurement.open();
  await delay(job.measureMs);
  measurement.close();
  isOver = true;
  // The last calls are waited for: cutting them off would be counted as clients that left.
  await finished;
  for (const connection of connections) connection.close();
  return measurement.result();
}
