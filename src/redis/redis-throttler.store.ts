import type { ThrottlerStorage } from '@nestjs/throttler';
import type { RedisConnection } from './redis-connection.js';
import { defineScript } from './redis-script.js';

type ThrottlerRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * KEYS[1] hits of the current window, KEYS[2] the block; ARGV window (ms), limit, block duration (ms, 0 for the rest of
 * the window). Answers hits, window left (ms), blocked, block left (ms). Attempts during a block do not prolong it, and
 * after it the count starts afresh.
 */
const HIT = defineScript(`
local window, limit, block = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local blocked = redis.call('PTTL', KEYS[2])
if blocked > 0 then
  return { limit + 1, blocked, 1, blocked }
end
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then
  redis.call('PEXPIRE', KEYS[1], window)
end
local left = math.max(1, redis.call('PTTL', KEYS[1]))
if hits <= limit then
  return { hits, left, 0, 0 }
end
if block <= 0 then
  block = left
end
redis.call('SET', KEYS[2], '', 'PX', block)
redis.call('DEL', KEYS[1])
return { hits, left, 1, block }
`);

/** Counts the attempts that @nestjs/throttler watches, over all nodes; on this node alone while Redis is away. */
export class RedisThrottlerStore implements ThrottlerStorage {
  constructor(
    private readonly redis: RedisConnection,
    private readonly fallback: ThrottlerStorage,
  ) {}

  /** `ttl` and `blockDuration` are milliseconds; the record's times are whole seconds, as its readers expect. */
  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottlerRecord> {
    const tag = `{throttle:${throttlerName}:${key}}`;
    try {
      const reply = await this.redis.run(HIT, [`${tag}:hits`, `${tag}:block`], [ttl, limit, blockDuration]);
      if (reply !== null) return toRecord(reply);
    } catch {
      // The connection reports its own trouble; an attempt must be counted somewhere all the same.
    }
    return this.fallback.increment(key, ttl, limit, blockDuration, throttlerName);
  }
}

function toRecord([totalHits, windowLeftMs, isBlocked, blockLeftMs]: readonly number[]): ThrottlerRecord {
  return {
    totalHits: totalHits!,
    timeToExpire: Math.ceil(windowLeftMs! / 1000),
    isBlocked: isBlocked === 1,
    timeToBlockExpire: Math.ceil(blockLeftMs! / 1000),
  };
}
