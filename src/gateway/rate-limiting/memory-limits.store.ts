import type { Clock } from '../../kernel/clock.js';
import type { LimitsStore } from './limits.store.js';
import { RequestLog } from './request-log.js';
import { type RateLimitSubject, WINDOW_MS, type WindowVerdict } from './sliding-window.js';

/**
 * Exact sliding windows in this process. Answers at once, without a promise: it stands on the path of every request.
 *
 * Logs live in two generations. A lookup moves its key to the current one; the previous one is forgotten when the
 * current one is a window old (nobody asked for those keys since, so all they remember has expired), or when it holds
 * its share of `maxKeys`: then the keys unused for longest start afresh, which is the price of bounded memory.
 */
export class MemoryLimitsStore implements LimitsStore<WindowVerdict> {
  #current = new Map<string, RequestLog>();
  #previous = new Map<string, RequestLog>();
  #rotateAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly maxKeys: number,
  ) {
    this.#rotateAt = clock.monotonic() + WINDOW_MS;
  }

  reserve({ keyId, requestsPerMinute: limit }: RateLimitSubject): WindowVerdict {
    const now = this.clock.monotonic();
    const log = this.#logOf(keyId, now);
    const used = log.length;
    if (used < limit) {
      log.push(now);
      return { allowed: true, used: used + 1, resetMs: WINDOW_MS, retryAfterMs: 0 };
    }
    return {
      allowed: false,
      used,
      resetMs: log.at(used - 1) + WINDOW_MS - now,
      // More than one has to expire first where the limit was lowered meanwhile.
      retryAfterMs: log.at(used - limit) + WINDOW_MS - now,
    };
  }

  /** Counts a request that was admitted elsewhere, so that a window which continues here knows of it. */
  record(keyId: string): void {
    const now = this.clock.monotonic();
    this.#logOf(keyId, now).push(now);
  }

  /** Keys remembered, in use or not yet forgotten. */
  get size(): number {
    return this.#current.size + this.#previous.size;
  }

  #logOf(keyId: string, now: number): RequestLog {
    if (now >= this.#rotateAt) this.#rotate(now);
    let log = this.#current.get(keyId);
    if (log === undefined) {
      log = this.#promoted(keyId) ?? new RequestLog();
      if (this.#current.size >= this.maxKeys / 2) this.#rotate(now);
      this.#current.set(keyId, log);
    }
    log.dropUntil(now - WINDOW_MS);
    return log;
  }

  #promoted(keyId: string): RequestLog | undefined {
    const log = this.#previous.get(keyId);
    if (log === undefined) return undefined;
    this.#previous.delete(keyId);
    log.shrink();
    return log;
  }

  #rotate(now: number): void {
    this.#previous = this.#current;
    this.#current = new Map();
    this.#rotateAt = now + WINDOW_MS;
  }
}
