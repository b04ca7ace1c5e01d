import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { RateLimiter } from './rate-limiter.js';

/** Two may be missed before anything lapses. */
const BEATS = 3;

/** Speaks for the requests under way as long as this process lives. */
@Injectable()
export class LimitsHeart implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
    private readonly limiter: RateLimiter,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.limiter.beat(), this.config.limits.reservationTtlMs / BEATS);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}
