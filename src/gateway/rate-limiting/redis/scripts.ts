import { defineScript } from '../../../redis/redis-script.js';

/**
 * Where the time comes from: ARGV[1] milliseconds, or '' for Redis's own clock, the only one that all nodes share. A test
 * gives one, so that the very scripts that run in production can be examined at the edges of their windows.
 */
const CLOCK = `
local now = tonumber(ARGV[1])
if now == nil then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/**
 * KEYS[1] sorted set of admissions, scores in milliseconds; ARGV time, window (ms), limit. Answers allowed, used, reset
 * (ms), retry after (ms).
 *
 * Members are made here: a request id may come from the client, and one that is sent twice would be counted once.
 * Between two admissions at the same millisecond nothing expires, so time and count together never repeat.
 */
export const RESERVE_REQUEST = defineScript(`${CLOCK}
local window, limit = tonumber(ARGV[2]), tonumber(ARGV[3])
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

/**
 * A budget is two keys: a hash of what is spent (s), held (h) and told (t), and a sorted set of the holds by their ends,
 * \`id:amount\`. A hold that lapsed stays known for a while as \`~id\`, one settled without a hold as \`+id\`, so that
 * settling late or twice is seen. At most 50 are returned a call: the work of one request has a bound.
 */
const BUDGETS = `
local function lapse(key, held, keptFor)
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', held, '-inf', now, 'LIMIT', 0, 50)) do
    redis.call('ZREM', held, member)
    local id, amount = string.match(member, '^([^~+:]+):(%d+)$')
    if id then
      if redis.call('HEXISTS', key, 'h') == 1 then redis.call('HINCRBY', key, 'h', 0 - amount) end
      redis.call('ZADD', held, now + keptFor, '~' .. id)
    end
  end
end
local function keepFor(key, ttl)
  if redis.call('PTTL', key) < ttl then redis.call('PEXPIRE', key, ttl) end
end
`;

/**
 * Tokens of the last minute: a hash of second -> tokens, their sum, and the oldest second it holds.
 */
const TOKENS = `
local BUCKET, KEPT = 1000, 61
local function dropOld(key)
  local first = tonumber(redis.call('HGET', key, 'from') or false)
  local oldest = math.floor(now / BUCKET) - KEPT + 1
  if first == nil then return oldest, 0 end
  if first < oldest then
    local freed = 0
    for second = first, math.min(oldest - 1, first + KEPT) do
      local tokens = redis.call('HGET', key, second)
      if tokens then
        freed = freed + tokens
        redis.call('HDEL', key, second)
      end
    end
    redis.call('HSET', key, 'from', oldest)
    redis.call('HINCRBY', key, 'sum', 0 - freed)
    first = oldest
  end
  return first, tonumber(redis.call('HGET', key, 'sum') or 0)
end
`;

/**
 * The limits of one request, all or nothing. KEYS: two for each limit (the second is used by budgets alone). ARGV: time,
 * the reservation's id, its time to live (ms), how long a lapsed one is known (ms); then for each limit its kind
 * (r requests, t tokens, c concurrency, b budget), the limit, the share asked for, and how long the counter is kept (ms).
 *
 * Answers outcome (1 admitted, 0 refused, 2 a budget's counter is not there), the time; then for each limit used, reset
 * (ms), wait (ms), first to hear.
 */
export const RESERVE = defineScript(`${CLOCK}${BUDGETS}${TOKENS}
local id, ttl, keptFor = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local count, outcome, answer = #KEYS / 2, 1, { 1, now }
for i = 1, count do
  local key, held, base = KEYS[2 * i - 1], KEYS[2 * i], 4 * i
  local kind, limit, share = ARGV[base + 1], tonumber(ARGV[base + 2]), tonumber(ARGV[base + 3])
  local used, reset, wait = 0, 0, 0
  if kind == 'r' then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now - 60000)
    used = redis.call('ZCARD', key)
    local function untilExpiryOf(rank)
      return redis.call('ZRANGE', key, rank, rank, 'WITHSCORES')[2] + 60000 - now
    end
    if used > 0 then reset = untilExpiryOf(-1) end
    if used >= limit then wait = untilExpiryOf(used - limit) end
  elseif kind == 't' then
    local first
    first, used = dropOld(key)
    local newest = math.floor(now / BUCKET)
    local function at(second) return tonumber(redis.call('HGET', key, second) or 0) end
    local function untilExpiryOf(second) return (second + KEPT) * BUCKET - now end
    for second = newest, first, -1 do
      if used > 0 and at(second) > 0 then
        reset = untilExpiryOf(second)
        break
      end
    end
    if used + share > limit then
      local left = used
      wait = KEPT * BUCKET
      for second = first, newest do
        left = left - at(second)
        if left + share <= limit then
          wait = untilExpiryOf(second)
          break
        end
      end
    end
  elseif kind == 'c' then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    used = redis.call('ZCARD', key)
    if used >= limit then wait = -1 end
  else
    lapse(key, held, keptFor)
    local counter = redis.call('HMGET', key, 's', 'h')
    if not counter[1] then
      outcome, used = 2, -1
    else
      used = counter[1] + counter[2]
      if used + math.max(share, 1) > limit then wait = -1 end
    end
  end
  if wait ~= 0 and outcome == 1 then outcome = 0 end
  local at = 4 * i - 1
  answer[at], answer[at + 1], answer[at + 2], answer[at + 3] = used, reset, wait, 0
end
answer[1] = outcome
for i = 1, count do
  local key, held, base, at = KEYS[2 * i - 1], KEYS[2 * i], 4 * i, 4 * i - 1
  local kind, limit, share = ARGV[base + 1], ARGV[base + 2], ARGV[base + 3]
  if outcome == 1 then
    if kind == 'r' then
      redis.call('ZADD', key, now, now .. ':' .. answer[at])
      redis.call('PEXPIRE', key, 60000)
      answer[at + 1] = 60000
    elseif kind == 't' then
      local second = math.floor(now / BUCKET)
      redis.call('HINCRBY', key, second, share)
      redis.call('HINCRBY', key, 'sum', share)
      if redis.call('HEXISTS', key, 'from') == 0 then redis.call('HSET', key, 'from', second) end
      redis.call('PEXPIRE', key, KEPT * BUCKET)
      if tonumber(share) > 0 then answer[at + 1] = (second + KEPT) * BUCKET - now end
    elseif kind == 'c' then
      redis.call('ZADD', key, now + ttl, id)
      redis.call('PEXPIRE', key, ttl)
    else
      redis.call('HINCRBY', key, 'h', share)
      redis.call('ZADD', held, now + ttl, id .. ':' .. share)
      redis.call('PEXPIRE', key, ARGV[base + 4])
      redis.call('PEXPIRE', held, ARGV[base + 4])
    end
    answer[at] = answer[at] + tonumber(share)
  elseif outcome == 0 and kind == 'b' and answer[at + 2] ~= 0 then
    local spent, told = redis.call('HGET', key, 's'), redis.call('HGET', key, 't') or 0
    -- What others only hold may come back.
    if spent + math.max(share, 1) > tonumber(limit) and tonumber(told) < tonumber(limit) then
      redis.call('HSET', key, 't', limit)
      answer[at + 3] = 1
    end
  end
end
return answer
`);

/**
 * What a request took in truth. KEYS as above. ARGV: time, the reservation's id, when it was admitted ('' where not
 * here), how long a lapsed one is known (ms); then for each limit its kind, what was held, what was taken, and a budget's
 * thresholds, ascending, with commas between. Tokens whose correction may have been done already come as '-'.
 *
 * Answers for each limit the threshold that was reached now and what is spent.
 */
export const SETTLE = defineScript(`${CLOCK}${BUDGETS}
local id, admittedAt, keptFor = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local answer = {}
for i = 1, #KEYS / 2 do
  local key, held, base = KEYS[2 * i - 1], KEYS[2 * i], 4 * i
  local kind, share, taken, thresholds = ARGV[base + 1], ARGV[base + 2], ARGV[base + 3], ARGV[base + 4]
  local crossed, spent = 0, 0
  if kind == 't' and admittedAt then
    local second = math.floor(admittedAt / 1000)
    local there = tonumber(redis.call('HGET', key, second) or false)
    if there then
      local change = math.max(taken - share, 0 - there)
      redis.call('HINCRBY', key, second, change)
      redis.call('HINCRBY', key, 'sum', change)
    end
  elseif kind == 'c' then
    redis.call('ZREM', key, id)
  elseif kind == 'b' and redis.call('HEXISTS', key, 's') == 1 then
    lapse(key, held, keptFor)
    local isNew = false
    if not admittedAt then
      isNew = redis.call('ZADD', held, 'NX', now + keptFor, '+' .. id) == 1
      keepFor(held, keptFor)
    elseif redis.call('ZREM', held, id .. ':' .. share) == 1 then
      redis.call('HINCRBY', key, 'h', 0 - share)
      isNew = true
    else
      isNew = redis.call('ZREM', held, '~' .. id) == 1
    end
    if isNew then redis.call('HINCRBY', key, 's', taken) end
    spent = tonumber(redis.call('HGET', key, 's'))
    local told = tonumber(redis.call('HGET', key, 't') or 0)
    for threshold in string.gmatch(thresholds, '%d+') do
      if tonumber(threshold) <= spent and tonumber(threshold) > told then crossed = tonumber(threshold) end
    end
    if crossed > 0 then redis.call('HSET', key, 't', crossed) end
  end
  answer[2 * i - 1], answer[2 * i] = crossed, spent
end
return answer
`);

/**
 * Requests that are still under way hold what they hold for longer. KEYS: sorted sets of leases and of holds. ARGV: time,
 * time to live (ms); then the member of each. Answers how many are still held.
 */
export const EXTEND = defineScript(`${CLOCK}
local ttl, extended = tonumber(ARGV[2]), 0
for i = 1, #KEYS do
  if redis.call('ZSCORE', KEYS[i], ARGV[i + 2]) then
    redis.call('ZADD', KEYS[i], now + ttl, ARGV[i + 2])
    if redis.call('PTTL', KEYS[i]) < ttl then redis.call('PEXPIRE', KEYS[i], ttl) end
    extended = extended + 1
  end
end
return { extended }
`);

/**
 * What was used of a budget before its counter began. KEYS as above. ARGV: what was used, how long the counter is kept
 * (ms). What is held by requests under way goes on top. A counter that is there stands.
 */
export const SEED = defineScript(`
if redis.call('HEXISTS', KEYS[1], 's') == 1 then return { 0 } end
local sum = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  local amount = string.match(member, '^[^~+:]+:(%d+)$')
  if amount then sum = sum + amount end
end
redis.call('HSET', KEYS[1], 's', ARGV[1], 'h', sum)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { 1 }
`);
