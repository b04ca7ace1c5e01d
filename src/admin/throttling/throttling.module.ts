import { Module } from '@nestjs/common';
import { getOptionsToken, type ThrottlerModuleOptions, ThrottlerStorage } from '@nestjs/throttler';
import { REDIS, type RedisConnection } from '../../redis/redis-connection.js';
import { RedisThrottlerStore } from '../../redis/redis-throttler.store.js';
import { MemoryThrottlerStore } from './memory-throttler.store.js';

const ATTEMPTS_PER_MINUTE = 10;

const options: ThrottlerModuleOptions = {
  throttlers: [{ limit: ATTEMPTS_PER_MINUTE, ttl: 60_000 }],
  // The catalogue's error carries retry-after; X-RateLimit-* belongs to the key's own limit.
  setHeaders: false,
};

/** What AttemptsGuard needs; the package's own module would be global. */
@Module({
  providers: [
    { provide: getOptionsToken(), useValue: options },
    {
      provide: ThrottlerStorage,
      inject: [REDIS],
      useFactory: (redis: RedisConnection): ThrottlerStorage => {
        const local = new MemoryThrottlerStore();
        return redis.state().status === 'off' ? local : new RedisThrottlerStore(redis, local);
      },
    },
  ],
  exports: [getOptionsToken(), ThrottlerStorage],
})
export class ThrottlingModule {}
