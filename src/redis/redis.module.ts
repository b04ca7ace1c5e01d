import { Global, Logger, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { systemClock } from '../kernel/clock.js';
import { IoredisConnection } from './ioredis.connection.js';
import { noRedis } from './no-redis.js';
import { REDIS, type RedisConnection } from './redis-connection.js';

@Global()
@Module({
  providers: [
    {
      provide: REDIS,
      inject: [CONFIG],
      useFactory: ({ redis }: Config): RedisConnection =>
        redis.url === null
          ? noRedis
          : new IoredisConnection(
              { url: redis.url, isCluster: redis.isCluster },
              redis.timeoutMs,
              new Logger('Redis'),
              systemClock,
            ),
    },
  ],
  exports: [REDIS],
})
export class RedisModule {}
