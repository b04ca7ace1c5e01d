/** Checks of many nodes and providers must not fall on the same moment. */
const JITTER = 0.1;

/** What a loop needs of its surroundings. */
export interface CheckSurroundings {
  /** From 0 to 1. */
  random(): number;
  /** Calls back after so many milliseconds; returns what prevents it. */
  after(milliseconds: number, callBack: () => void): () => void;
  /** Milliseconds, monotonic. */
  elapsed(): number;
}

/** Runs one check at every interval, more or less; the next begins only when the one before has ended. */
export class CheckLoop {
  #cancel: (() => void) | null = null;
  #stopped = false;

  constructor(
    private readonly intervalMs: number,
    private readonly check: () => Promise<void>,
    private readonly surroundings: CheckSurroundings,
  ) {}

  /** The first check comes somewhere within the first interval: a fleet that starts together asks one after the other. */
  start(): void {
    this.#wait(this.intervalMs * this.surroundings.random());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #wait(milliseconds: number): void {
    if (this.#stopped) return;
    this.#cancel = this.surroundings.after(milliseconds, () => void this.#run());
  }

  async #run(): Promise<void> {
    const { elapsed, random } = this.surroundings;
    const begun = elapsed();
    await this.check();
    const pause = this.intervalMs * (1 - JITTER + 2 * JITTER * random());
    // A check that took longer than the interval leaves a little room all the same.
    this.#wait(Math.max(pause - (elapsed() - begun), this.intervalMs * JITTER));
  }
}
