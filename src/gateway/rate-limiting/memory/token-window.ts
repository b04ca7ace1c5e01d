import { BUCKET_MS } from '../limits.store.js';
import { WINDOW_MS } from '../sliding-window.js';

const WINDOW_BUCKETS = WINDOW_MS / BUCKET_MS;
/** A bucket is given back when its last moment is a window old. */
const KEPT_BUCKETS = WINDOW_BUCKETS + 1;

/**
 * Tokens of the last minute in buckets of a second, however many requests they came with. No minute ever holds more than
 * the limit; a token is given back up to a second late.
 */
export class TokenWindow {
  readonly #buckets = new Float64Array(KEPT_BUCKETS);
  /** The newest bucket's number. */
  #newest = 0;
  #sum = 0;

  get used(): number {
    return this.#sum;
  }

  /** To be called before the others: gives back what is too old. */
  advance(now: number): void {
    const bucket = Math.floor(now / BUCKET_MS);
    const passed = Math.min(bucket - this.#newest, KEPT_BUCKETS);
    for (let step = 1; step <= passed; step++) {
      const slot = (this.#newest + step) % KEPT_BUCKETS;
      this.#sum -= this.#buckets[slot]!;
      this.#buckets[slot] = 0;
    }
    this.#newest = Math.max(bucket, this.#newest);
  }

  add(tokens: number, now: number): void {
    this.#correct(Math.floor(now / BUCKET_MS), tokens);
  }

  /** Changes what was added at a moment, if the window still holds it. */
  correct(by: number, at: number): void {
    const bucket = Math.floor(at / BUCKET_MS);
    if (bucket > this.#newest - KEPT_BUCKETS && bucket <= this.#newest) this.#correct(bucket, by);
  }

  /** Until nothing is left, milliseconds. */
  resetMs(now: number): number {
    for (let bucket = this.#newest; bucket > this.#newest - KEPT_BUCKETS; bucket--) {
      if (this.#at(bucket) > 0) return endOf(bucket) - now;
    }
    return 0;
  }

  /** Until no more than `room` is used, milliseconds. */
  waitMs(room: number, now: number): number {
    let left = this.#sum;
    for (let bucket = this.#newest - KEPT_BUCKETS + 1; bucket <= this.#newest; bucket++) {
      left -= this.#at(bucket);
      if (left <= room) return endOf(bucket) - now;
    }
    return KEPT_BUCKETS * BUCKET_MS;
  }

  #correct(bucket: number, by: number): void {
    const slot = bucket % KEPT_BUCKETS;
    const change = Math.max(by, -this.#buckets[slot]!);
    this.#buckets[slot]! += change;
    this.#sum += change;
  }

  /** Bucket numbers below 0 are before the clock began. */
  #at(bucket: number): number {
    return bucket < 0 ? 0 : this.#buckets[bucket % KEPT_BUCKETS]!;
  }
}

function endOf(bucket: number): number {
  return (bucket + KEPT_BUCKETS) * BUCKET_MS;
}
