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
  readonly #stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);

  constructor(intervalMs: number, onTick: () => void) {
    const workerData: TickerData = { intervalMs, stop: this.#stop };
    this.#worker = new Worker(new URL('ticker.worker.ts', import.meta.url), { workerData });
    this.#worker.on('message', onTick);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    const state = new Int32Array(this.#stop);
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    await ended;
  }
}
