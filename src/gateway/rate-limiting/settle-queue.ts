import type { Clock } from '../../kernel/clock.js';
import type { Crossing, LimitsStore, Settling } from './limits.store.js';

/** Beyond it, while Redis is away for long, the oldest are dropped: their holds lapse, and the ledger has the truth. */
const MOST_WAITING = 50_000;
const SENT_AT_ONCE = 100;

/** A request has just ended, and what is to be booked of it. */
export type Ended = Omit<Settling, 'ageMs'>;

interface Waiting {
  readonly ended: Ended;
  /** Monotonic. */
  readonly endedAt: number;
}

/**
 * Corrections on their way to the shared store. Sent at once; what does not get through is kept and sent again, as often
 * as it takes, for the store books each once.
 */
export class SettleQueue {
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;
  /** Given up, because too many were waiting. */
  dropped = 0;

  constructor(
    private readonly store: LimitsStore,
    private readonly crossed: (crossing: Crossing) => void,
    private readonly clock: Clock,
  ) {}

  get length(): number {
    return this.#waiting.length;
  }

  add(ended: Ended): void {
    const endedAt = this.clock.monotonic();
    // Synchronously, so that whoever was answered finds its reservation corrected with its next request.
    void this.#send({ ended, endedAt }).then((isDone) => {
      if (!isDone) this.#keep({ ended: { ...ended, isRepeated: true }, endedAt });
    });
  }

  /** Sends what waits, until something does not get through. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => (this.#flushing = null));
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, SENT_AT_ONCE);
      const done = await Promise.all(some.map((waiting) => this.#send(waiting)));
      const failed = some.filter((_, index) => !done[index]!);
      this.#waiting.unshift(...failed);
      if (failed.length > 0) return;
    }
  }

  #keep(waiting: Waiting): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#waiting.shift();
      this.dropped += 1;
    }
    this.#waiting.push(waiting);
  }

  async #send({ ended, endedAt }: Waiting): Promise<boolean> {
    try {
      const crossings = await this.store.settle({ ...ended, ageMs: this.clock.monotonic() - endedAt });
      if (crossings === null) return false;
      for (const crossing of crossings) this.crossed(crossing);
      return true;
    } catch {
      // The connection tells of its own trouble.
      return false;
    }
  }
}
