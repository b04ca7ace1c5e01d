import type { Clock } from '../../../kernel/clock.js';

/** What each request puts in: of a hundred requests twenty may be repeated. */
const SHARE = 0.2;
/** So many repetitions may come at once after quiet hours, and no more. */
const MOST = 100;
/** A provider with little traffic may repeat this often all the same. */
const FLOOR = 10;
const FLOOR_PER_SECOND = 1;

/**
 * Repetitions that one provider may cause, as a bucket that its own requests fill. Without it a vendor that is down gets
 * every request `attempts` times, just when it can bear it least.
 */
export class RetryBudget {
  #tokens = FLOOR;
  #filledAt: number;

  constructor(private readonly clock: Clock) {
    this.#filledAt = clock.monotonic();
  }

  /** A request goes out for the first time. */
  asked(): void {
    if (this.#tokens < MOST) this.#tokens += SHARE;
  }

  /** Whether one more repetition may be made; counts it. */
  take(): boolean {
    const now = this.clock.monotonic();
    if (this.#tokens < FLOOR) {
      this.#tokens = Math.min(FLOOR, this.#tokens + ((now - this.#filledAt) / 1000) * FLOOR_PER_SECOND);
    }
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
