import type { ThrottlerStorage } from '@nestjs/throttler';
import { type Clock, systemClock } from '../../kernel/clock.js';

/** Enough for every address that tries within a window; a flood of addresses pushes the oldest out. */
const MAX_ENTRIES = 100_000;

interface Entry {
  hits: number;
  expiresAt: number;
  /** 0: not blocked. */
  blockedUntil: number;
}

type Hit = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Fixed windows in memory, for one node: constant work a hit (the package's own storage keeps and filters a timestamp
 * for every hit) and bounded size.
 */
export class MemoryThrottlerStore implements ThrottlerStorage {
  /** In the order in which the windows began, which is the order of forgetting. */
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock = systemClock,
    private readonly maxEntries: number = MAX_ENTRIES,
  ) {}

  /** `ttl` and `blockDuration` in milliseconds; the answer's times in seconds, rounded up, as the guard expects. */
  increment(key: string, ttl: number, limit: number, blockDuration: number): Promise<Hit> {
    const now = this.clock.monotonic();
    const entry = this.#current(key, ttl, now);
    if (entry.blockedUntil <= now) {
      entry.hits += 1;
      if (entry.hits > limit) {
        entry.blockedUntil = now + blockDuration;
        entry.expiresAt = Math.max(entry.expiresAt, entry.blockedUntil);
      }
    }
    return Promise.resolve({
      totalHits: entry.hits,
      timeToExpire: secondsUntil(entry.expiresAt, now),
      isBlocked: entry.blockedUntil > now,
      timeToBlockExpire: secondsUntil(entry.blockedUntil, now),
    });
  }

  get size(): number {
    return this.#entries.size;
  }

  #current(key: string, ttl: number, now: number): Entry {
    const known = this.#entries.get(key);
    if (known && known.expiresAt > now) return known;
    this.#entries.delete(key);
    this.#forgetOldest(now);
    const fresh: Entry = { hits: 0, expiresAt: now + ttl, blockedUntil: 0 };
    this.#entries.set(key, fresh);
    return fresh;
  }

  /** Two at a time while they are over, one when the store is full: entries go as fast as they come. */
  #forgetOldest(now: number): void {
    let budget = 2;
    for (const [key, entry] of this.#entries) {
      const isFull = this.#entries.size >= this.maxEntries;
      if (budget === 0 || (entry.expiresAt > now && !isFull)) return;
      this.#entries.delete(key);
      budget -= 1;
    }
  }
}

function secondsUntil(instant: number, now: number): number {
  return Math.max(0, Math.ceil((instant - now) / 1000));
}
