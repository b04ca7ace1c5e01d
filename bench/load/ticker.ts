import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface TickerData {
  readonly intervalMs: number;
  /** One 32-bit integer; becomes 1 when the ticker shall end. */
  readonly stop: SharedArrayBuffer;
}

/**
 * Calls back about every `intervalMs`, fractions included. Node's own timers know whole milliseconds only, and a loop
 * that spins would take the core that the mock needs; a thread that sleeps on a futex does neither.
 */
export class Ticker {
  readonly #worker: Worker;
  readonly #stop: SharedArrayBuffer;

  private constructor(worker: Worker, stop: SharedArrayBuffer) {
    this.#worker = worker;
    this.#stop = stop;
  }

  /** Resolves when it ticks: a thread takes a while to start. */
  static async start(intervalMs: number, onTick: () => void): Promise<Ticker> {
    const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const workerData: TickerData = { intervalMs, stop };
    const worker = new Worker(new URL('ticker.worker.ts', import.meta.url), { workerData });
    await once(worker, 'message');
    worker.on('message', onTick);
    return new Ticker(worker, stop);
  }

  async stop(): Promise<void> {
    const ended = once(this.#worker, 'exit');
    const state = new Int32Array(this.#stop);
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    await ended;
  }
}
