import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { REDIS, type RedisConnection } from '../redis/redis-connection.js';

/** Whose states the gauges mirror. */
@Injectable()
export class GaugeSources {
  constructor(
    readonly database: Database,
    @Inject(REDIS) readonly redis: RedisConnection,
  ) {}
}
