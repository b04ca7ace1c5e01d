import { Module } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { REDIS, type RedisConnection } from '../../redis/redis-connection.js';
import { MemoryLimitsStore } from './memory-limits.store.js';
import { RateLimiter } from './rate-limiter.js';
import { RedisLimitsStore } from './redis-limits.store.js';

/** Keys that one process remembers; at the default limit of 60 a minute a busy one takes less than 1 KB. */
const MAX_KEYS = 100_000;

@Module({
  providers: [
    {
      provide: RateLimiter,
      inject: [REDIS],
      useFactory: (redis: RedisConnection) =>
        new RateLimiter(
          redis.state().status === 'off' ? null : new RedisLimitsStore(redis),
          new MemoryLimitsStore(systemClock, MAX_KEYS),
        ),
    },
  ],
  exports: [RateLimiter],
})
export class RateLimitingModule {}
