import type { RedisConnection, RedisState } from './redis-connection.js';

const OFF: RedisState = { status: 'off', reason: null };

/** Stands in where REDIS_URL is not set. */
export const noRedis: RedisConnection = {
  state: () => OFF,
  run: () => null,
};
