import type { OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../../kernel/clock.js';

/** Something that must not last for ever. */
export interface Timed {
  /** Monotonic milliseconds. */
  dueAt: number;
  /** Called once, after which it is forgotten. */
  due(): void;
}

/** How late a deadline may be noticed. The times it serves are those of models, not of machines. */
const COARSENESS_MS = 20;

/**
 * One timer for all deadlines of all requests. A timer each would be armed and cleared for every request for the sake of
 * the few that come too late; this costs a request one entry in a set, and nothing while nobody is waited for.
 */
export class Deadlines implements OnApplicationShutdown {
  readonly #timed = new Set<Timed>();
  /** No deadline is before it, so that most looks are one comparison. */
  #earliest = Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.#timed.size;
  }

  /** Nothing is due before it. */
  get nextAt(): number {
    let next = Infinity;
    for (const { dueAt } of this.#timed) next = Math.min(next, dueAt);
    return next;
  }

  now(): number {
    return this.clock.monotonic();
  }

  /** Also where `dueAt` of one that is watched has become earlier. */
  watch(timed: Timed): void {
    this.#timed.add(timed);
    if (timed.dueAt < this.#earliest) this.#earliest = timed.dueAt;
    this.#timer ??= this.#arm();
  }

  forget(timed: Timed): void {
    this.#timed.delete(timed);
  }

  /** Calls what is due. */
  sweep(): void {
    const now = this.now();
    if (now < this.#earliest) return;
    // First, for what is called may watch something new.
    this.#earliest = Infinity;
    for (const timed of this.#timed) {
      if (now >= timed.dueAt) {
        this.#timed.delete(timed);
        timed.due();
      } else if (timed.dueAt < this.#earliest) {
        this.#earliest = timed.dueAt;
      }
    }
  }

  onApplicationShutdown(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#timed.clear();
  }

  #arm(): NodeJS.Timeout {
    return setTimeout(() => {
      this.sweep();
      this.#timer = this.#timed.size > 0 ? this.#arm() : null;
    }, COARSENESS_MS).unref();
  }
}
