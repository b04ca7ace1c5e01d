import type { CallConnection } from './call-connection.ts';
import type { LoadResult } from './job.ts';
import { Samples } from './percentiles.ts';
import { cpuSeconds, crowdedOutSeconds } from './process-cpu.ts';

const REASONS_SHOWN = 5;

/** Counts what happens inside the measured time, and every error whenever it happens. */
export class Measurement {
  readonly #latency = new Samples();
  readonly #firstByte = new Samples();
  readonly #reasons = new Set<string>();
  readonly #watchedPid: number;
  #completed = 0;
  #errors = 0;
  #openedAt = Number.POSITIVE_INFINITY;
  #closedAt = Number.POSITIVE_INFINITY;
  /** Seconds: as read at `open`, and from `close` on what was used in between. */
  #cpu = 0;
  #crowdedOut = 0;

  constructor(watchedPid: number) {
    this.#watchedPid = watchedPid;
  }

  open(): void {
    this.#cpu = cpuSeconds(this.#watchedPid);
    this.#crowdedOut = crowdedOutSeconds(this.#watchedPid);
    this.#openedAt = performance.now();
  }

  close(): void {
    this.#closedAt = performance.now();
    this.#cpu = cpuSeconds(this.#watchedPid) - this.#cpu;
    this.#crowdedOut = crowdedOutSeconds(this.#watchedPid) - this.#crowdedOut;
  }

  firstByte(connection: CallConnection, at: number): void {
    if (this.#covers(connection)) this.#firstByte.add(at - connection.begunAt);
  }

  answered(connection: CallConnection, at: number): void {
    if (at >= this.#openedAt && at < this.#closedAt) this.#completed++;
    if (this.#covers(connection)) this.#latency.add(at - connection.begunAt);
  }

  failed(reason: string): void {
    this.#errors++;
    if (this.#reasons.size < REASONS_SHOWN) this.#reasons.add(reason);
  }

  result(): LoadResult {
    const seconds = (this.#closedAt - this.#openedAt) / 1000;
    return {
      completed: this.#completed,
      errors: this.#errors,
      reasons: [...this.#reasons],
      perSecond: this.#completed / seconds,
      latency: this.#latency.percentiles(),
      firstByte: this.#firstByte.percentiles(),
      cpuMicrosPerAnswer: (this.#cpu * 1e6) / this.#completed,
      cpuShare: this.#cpu / seconds,
      crowdedOutShare: this.#crowdedOut / seconds,
    };
  }

  /** A call belongs to the time in which it began, so that a slow one at the end is not left out. */
  #covers(connection: CallConnection): boolean {
    return connection.begunAt >= this.#openedAt && connection.begunAt < this.#closedAt;
  }
}
