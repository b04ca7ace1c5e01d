import type { Clock } from '../../kernel/clock.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { defineScript } from '../../redis/redis-script.js';
import type { LimitsStore } from './limits.store.js';
import { type RateLimitSubject, WINDOW_MS, type WindowVerdict } from './sliding-window.js';

/**
 * KEYS[1] sorted set of admissions, scores in milliseconds; ARGV window (ms), limit, and the time (ms) or ''.
 * Answers allowed, used, reset (ms), retry after (ms).
 *
 * Members are made here: a request id may come from the client, and one that is sent twice would be counted once.
 * Between two admissions at the same millisecond nothing expires, so time and count together never repeat.
 */
const RESERVE = defineScript(`
local window, limit, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if now == nil then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[1])
if used < limit then
  redis.call('ZADD', KEYS[1], now, now .. ':' .. used)
  redis.call('PEXPIRE', KEYS[1], window)
  return { 1, used + 1, window, 0 }
end
local function untilExpiryOf(rank)
  return redis.call('ZRANGE', KEYS[1], rank, rank, 'WITHSCORES')[2] + window - now
end
return { 0, used, untilExpiryOf(-1), untilExpiryOf(used - limit) }
`);

/** Exact sliding windows shared by all nodes: one script call, atomic, per request. */
export class RedisLimitsStore implements LimitsStore<Promise<WindowVerdict> | null> {
  /**
   * Without a clock the script asks Redis for the time, the only clock that all nodes share. A test gives one, so that
   * the very script that runs in production can be examined at the edges of its window, without waiting.
   */
  constructor(
    private readonly redis: RedisConnection,
    private readonly clock: Clock | null = null,
  ) {}

  /** `null`, or a rejection, when Redis is away. */
  reserve({ keyId, requestsPerMinute }: RateLimitSubject): Promise<WindowVerdict> | null {
    const reply = this.redis.run(
      RESERVE,
      [`{key:${keyId}}:rpm`],
      [WINDOW_MS, requestsPerMinute, this.clock?.now() ?? ''],
    );
    return reply === null ? null : reply.then(toVerdict);
  }
}

function toVerdict([allowed, used, resetMs, retryAfterMs]: readonly number[]): WindowVerdict {
  return { allowed: allowed === 1, used: used!, resetMs: resetMs!, retryAfterMs: retryAfterMs! };
}
