import { Logger, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { systemClock } from '../../kernel/clock.js';
import { IoredisConnection } from '../../redis/ioredis.connection.js';
import type { AnswerStore } from './answer.store.js';
import { CacheMetrics } from './cache.metrics.js';
import { CacheRules } from './cache-rules.js';
import { MemoryAnswerStore } from './memory-answer.store.js';
import { RedisAnswerStore } from './redis-answer.store.js';
import { ResponseCache } from './response-cache.js';

/** A connection of its own: a large answer on its way must not hold up the limits, nor a slow one count against them. */
const CACHE_REDIS = Symbol('RedisConnection of the cache');

/** Exact response cache. */
@Module({
  providers: [
    CacheMetrics,
    CacheRules,
    {
      provide: CACHE_REDIS,
      inject: [CONFIG],
      useFactory: ({ redis, cache }: Config) =>
        redis.url === null || cache.memoryBytes === 0
          ? null
          : new IoredisConnection(
              { url: redis.url, isCluster: redis.isCluster },
              redis.timeoutMs,
              new Logger('Redis cache'),
              systemClock,
              {
                meanwhile: 'answers are not cached',
              },
            ),
    },
    {
      provide: ResponseCache,
      inject: [CONFIG, CACHE_REDIS, CacheRules, CacheMetrics],
      useFactory: (config: Config, redis: IoredisConnection | null, rules: CacheRules, metrics: CacheMetrics) =>
        new ResponseCache(rules, storeFor(config, redis, metrics), metrics, {
          version: config.version,
          answerLimitBytes: config.cache.answerLimitBytes,
        }),
    },
  ],
  exports: [ResponseCache],
})
export class CacheModule {}

function storeFor({ cache }: Config, redis: IoredisConnection | null, metrics: CacheMetrics): AnswerStore | null {
  if (redis !== null) return new RedisAnswerStore(redis, metrics);
  return cache.memoryBytes === 0 ? null : new MemoryAnswerStore(cache.memoryBytes, systemClock, metrics);
}
