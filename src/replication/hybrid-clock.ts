import type { Clock } from '../kernel/clock.js';
import type { Version } from './version.js';

/**
 * How far ahead of this node's own clock another's may be. Beyond it one of the two is wrong, and a node that followed
 * would write versions that no node with a right clock can beat.
 */
export const MOST_AHEAD_MS = 60_000;

/** While it is ahead of this node's clock it runs slower by this share, so that the cluster comes back to real time. */
const SLEW = 0.01;

/**
 * A hybrid logical clock (Kulkarni and others, 2014) that does not stand still. It is never behind this node's clock nor
 * behind what it has seen, and between readings it goes on with the monotonic time: a clock that steps back, or a fast
 * peer that died, does not stop what expires. It is never more than MOST_AHEAD_MS ahead of this node's clock; only where
 * that clock steps back by more than this does it go back too.
 */
export class HybridClock {
  #time = 0;
  #measuredAt = 0;
  #lastWall = 0;
  #lastCounter = 0;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds since the epoch, whole. */
  now(): number {
    const local = this.clock.now();
    const monotonic = this.clock.monotonic();
    const onward = this.#time + (monotonic - this.#measuredAt) * (1 - SLEW);
    this.#measuredAt = monotonic;
    this.#time = Math.min(Math.max(local, onward), local + MOST_AHEAD_MS);
    return Math.floor(this.#time);
  }

  /** The time of a write: later than every earlier tick and every version observed. */
  tick(): Pick<Version, 'wall' | 'counter'> {
    const wall = this.now();
    if (wall > this.#lastWall || this.#isBeyond(this.#lastWall)) {
      this.#lastWall = wall;
      this.#lastCounter = 0;
    } else {
      this.#lastCounter += 1;
    }
    return { wall: this.#lastWall, counter: this.#lastCounter };
  }

  /** Follows another node. False, and nothing is followed, where its time is too far ahead to be right. */
  observe(wall: number, counter = 0): boolean {
    if (this.#isBeyond(wall)) return false;
    if (wall > this.now()) this.#time = wall;
    if (wall > this.#lastWall) {
      this.#lastWall = wall;
      this.#lastCounter = counter;
    } else if (wall === this.#lastWall && counter > this.#lastCounter) {
      this.#lastCounter = counter;
    }
    return true;
  }

  #isBeyond(wall: number): boolean {
    return wall > this.clock.now() + MOST_AHEAD_MS;
  }
}
