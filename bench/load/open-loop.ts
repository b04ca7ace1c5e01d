import { setTimeout as delay } from 'node:timers/promises';
import { CallConnection, type CallListener } from './call-connection.ts';
import { chatRequest } from './chat-request.ts';
import type { LoadResult, OpenLoopJob } from './job.ts';
import { Measurement } from './measurement.ts';
import { Ticker } from './ticker.ts';

/** Calls that are still not answered this long after the measured time are errors. */
const LAST_ANSWERS_MS = 10_000;

export async function runOpenLoop(job: OpenLoopJob): Promise<LoadResult> {
  const measurement = new Measurement(job.watchedPid);
  const calls = await ScheduledCalls.open(job, measurement);
  const intervalMs = 1000 / job.callsPerSecond;
  const ticker = await Ticker.start(intervalMs, () => sendDue());

  let due = performance.now();
  function sendDue(): void {
    for (const now = performance.now(); due <= now; due += intervalMs) calls.add(due);
    calls.send();
  }
  sendDue();
  await delay(job.warmUpMs);
  measurement.open();
  await delay(job.measureMs);
  sendDue();
  measurement.close();
  await ticker.stop();
  await Promise.race([calls.settled(), delay(LAST_ANSWERS_MS, undefined, { ref: false })]);
  calls.giveUp();
  return measurement.result();
}

/** Calls wait for a free connection, and their time runs while they wait. */
class ScheduledCalls {
  readonly #request: Buffer;
  readonly #measurement: Measurement;
  /** When the calls that could not be sent yet should have begun. */
  readonly #overdue: number[] = [];
  /** First in, first out: every connection stays in use, none is closed by the other side for being idle. */
  readonly #free: CallConnection[] = [];
  #connections: readonly CallConnection[] = [];
  #inFlight = 0;
  #onSettled: () => void = () => {};

  private constructor(request: Buffer, measurement: Measurement) {
    this.#request = request;
    this.#measurement = measurement;
  }

  static async open(job: OpenLoopJob, measurement: Measurement): Promise<ScheduledCalls> {
    const calls = new ScheduledCalls(chatRequest(job.target, job.call), measurement);
    const open = () => CallConnection.open(job.target, job.call, calls.#listener());
    calls.#connections = await Promise.all(Array.from({ length: job.connections }, open));
    calls.#free.push(...calls.#connections);
    return calls;
  }

  add(begin: number): void {
    this.#overdue.push(begin);
  }

  send(): void {
    while (this.#overdue.length > 0 && this.#free.length > 0) {
      this.#inFlight++;
      (this.#free.shift() as CallConnection).send(this.#request, this.#overdue.shift() as number);
    }
  }

  /** Resolves when nothing is in flight and nothing can be sent any more. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#onSettled = resolve;
      if (this.#inFlight === 0) resolve();
    });
  }

  /** Whatever has no answer yet, or found no connection, is an error. */
  giveUp(): void {
    for (let left = this.#inFlight + this.#overdue.length; left > 0; left--) {
      this.#measurement.failed('no answer, or no connection left to ask on');
    }
    for (const connection of this.#connections) connection.close();
  }

  #listener(): CallListener {
    const settle = (): void => {
      this.#inFlight--;
      this.send();
      if (this.#inFlight === 0) this.#onSettled();
    };
    return {
      firstByte: (connection, at) => this.#measurement.firstByte(connection, at),
      answered: (connection, at) => {
        this.#measurement.answered(connection, at);
        this.#free.push(connection);
        settle();
      },
      failed: (_connection, reason) => {
        this.#measurement.failed(reason);
        settle();
      },
    };
  }
}
