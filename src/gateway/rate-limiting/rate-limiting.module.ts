import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { systemClock } from '../../kernel/clock.js';
import { REDIS, type RedisConnection } from '../../redis/redis-connection.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { LimitPlans } from './limit-plans.js';
import { currentPolicy } from './limit-policy.js';
import { LimitsHeart } from './limits.heart.js';
import { MemoryLimitsStore } from './memory-limits.store.js';
import { RateLimiter } from './rate-limiter.js';
import { RedisLimitsStore } from './redis-limits.store.js';
import { ALONE } from './surroundings.js';

/** Keys that one process remembers of each kind; at the default limit of 60 a minute a busy one takes less than 1 KB. */
const MAX_KEYS = 100_000;

@Module({
  providers: [
    LimitsHeart,
    {
      provide: RateLimiter,
      inject: [REDIS],
      useFactory: (redis: RedisConnection) =>
        new RateLimiter(
          redis.state().status === 'off' ? null : new RedisLimitsStore(redis),
          new MemoryLimitsStore(systemClock, MAX_KEYS),
          ALONE,
        ),
    },
    {
      provide: LimitPlans,
      inject: [SnapshotHolder, CONFIG],
      useFactory: (snapshot: SnapshotHolder, { limits }: Config) =>
        new LimitPlans(currentPolicy(snapshot, limits.requestsPerMinute), systemClock),
    },
  ],
  exports: [LimitPlans, RateLimiter],
})
export class RateLimitingModule {}
