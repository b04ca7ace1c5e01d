import { GatewayError } from '../../../kernel/errors.js';
import type { ClientPresence } from '../attempt.js';
import type { Deadlines, Timed } from '../deadlines.js';

/** Room for one call. Given back once; again does no harm. */
export interface Place {
  leave(): void;
}

/** What an operator allows a provider. */
export interface GateLimits {
  readonly concurrency: number;
  readonly queue: number;
}

export interface GateEvents {
  /** One more (or one less, -1) waits. */
  waiting(change: 1 | -1): void;
  shed(): void;
}

interface Visitor {
  admit(): void;
}

/**
 * Calls under way at one provider, and those that wait for their turn, first come, first served. A slow vendor fills its
 * own room and no other's.
 */
export class ProviderGate {
  #underWay = 0;
  /** In the order of their coming; a set, because anyone may leave from anywhere in it. */
  readonly #waiting = new Set<Visitor>();

  constructor(
    private readonly provider: string,
    public limits: GateLimits,
    private readonly deadlines: Deadlines,
    private readonly events: GateEvents,
  ) {}

  get underWay(): number {
    return this.#underWay;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * A place, at once where there is one. Throws, or rejects with, GatewayError('busy') where the queue is full or the wait
   * grew too long, and the reason for which nobody waits any more.
   */
  enter(presence: ClientPresence, longestWaitMs: number): Place | Promise<Place> {
    if (this.#underWay < this.limits.concurrency && this.#waiting.size === 0) return this.#takePlace();
    if (this.#waiting.size >= this.limits.queue || longestWaitMs <= 0) throw this.#shed('its queue is full');
    return this.#wait(presence, longestWaitMs);
  }

  #wait(presence: ClientPresence, longestWaitMs: number): Promise<Place> {
    return new Promise((resolve, reject) => {
      const leaveQueue = () => {
        this.#waiting.delete(visitor);
        this.deadlines.forget(timed);
        presence.onEnded = null;
        this.events.waiting(-1);
      };
      const visitor: Visitor = {
        admit: () => {
          leaveQueue();
          resolve(this.#takePlace());
        },
      };
      const timed: Timed = {
        dueAt: this.deadlines.now() + longestWaitMs,
        due: () => {
          leaveQueue();
          reject(this.#shed('its queue does not move'));
        },
      };
      this.#waiting.add(visitor);
      this.deadlines.watch(timed);
      this.events.waiting(1);
      presence.onEnded = (reason) => {
        leaveQueue();
        reject(reason);
      };
    });
  }

  #takePlace(): Place {
    this.#underWay += 1;
    let isHeld = true;
    return {
      leave: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#underWay -= 1;
        this.#admitNext();
      },
    };
  }

  #admitNext(): void {
    for (const visitor of this.#waiting) {
      if (this.#underWay >= this.limits.concurrency) return;
      visitor.admit();
    }
  }

  #shed(why: string): GatewayError {
    this.events.shed();
    const what = `${this.provider}: ${why}`;
    return new GatewayError('busy', { what, retryAfter: 1 }, { retryAfterSeconds: 1 });
  }
}
