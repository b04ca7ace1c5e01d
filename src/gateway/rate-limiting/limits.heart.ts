import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RESERVATION_TTL_MS } from './limits.store.js';
import { RateLimiter } from './rate-limiter.js';

/** Two may be missed before anything lapses. */
const BEAT_MS = RESERVATION_TTL_MS / 3;

/** Speaks for the requests under way as long as this process lives. */
@Injectable()
export class LimitsHeart implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly limiter: RateLimiter) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.limiter.beat(), BEAT_MS);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}
