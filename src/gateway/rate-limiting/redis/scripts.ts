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
 * A budget is two keys: a hash of what is spent (s), held (h) and told (t) and when it began (b), and a sorted set of the
 * holds by their ends, `id:amount`. A hold that lapsed stays known for a while as `~id`, one settled without a hold as
 * `+id`, so that settling late or twice is seen. At most 50 are returned a call: the work of one request has a bound.
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
`;

/**
 * Tokens of the last minute: a hash of second -> tokens, their sum, and the oldest second it holds.
 */
const TOKENS = `
local BUCKET, KEPT = 1000, 61
local function dropOld(key)
  local there = redis.call('HMGET', key, 'from', 'sum')
  local first, sum = tonumber(there[1] or nil), tonumber(there[2] or 0)
  local oldest = math.floor(now / BUCKET) - KEPT + 1
  if first == nil then return oldest, 0, true end
  if first >= oldest then return first, sum, false end
  local freed = 0
  for second = first, math.min(oldest - 1, first + KEPT) do
    local tokens = redis.call('HGET', key, second)
    if tokens then
      freed = freed + tokens
      redis.call('HDEL', key, second)
    end
  end
  redis.call('HSET', key, 'from', oldest)
  return oldest, redis.call('HINCRBY', key, 'sum', 0 - freed), false
end
`;

/**
 * The limits of one request, all or nothing. KEYS: each limit's own, a budget's followed by that of its holds. ARGV: time,
 * the reservation's id, its time to live (ms), how long a lapsed one is known (ms), how long holds are kept (ms); kind
 * (r requests, t tokens, c concurrency, b budget) and limit of each, `r60 t1000`; what is asked of each, `1 250`. Few
 * and long arguments: each costs the caller about a third of a microsecond, and a request may have two dozen limits.
 *
 * Answers outcome (1 admitted, 0 refused, 2 a budget's counter is not there), the time; then for each limit used, reset
 * (ms), wait (ms), first to hear.
 */
const reserve = (member: string) =>
  defineScript(`${CLOCK}${BUDGETS}${TOKENS}
local id, ttl, keptFor = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local list, nextShare, nextKey = {}, string.gmatch(ARGV[7], '%d+'), 1
for kind, limit in string.gmatch(ARGV[6], '(%a)(%d+)') do
  local one = { kind = kind, limit = tonumber(limit), share = tonumber(nextShare()), key = KEYS[nextKey], wait = 0 }
  nextKey = nextKey + 1
  if kind == 'b' then
    one.held = KEYS[nextKey]
    nextKey = nextKey + 1
  end
  list[#list + 1] = one
end

local outcome = 1
for _, one in ipairs(list) do
  local kind, key = one.kind, one.key
  if kind == 'r' then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now - 60000)
    one.used = redis.call('ZCARD', key)
    if one.used >= one.limit then one.wait = 1 end
  elseif kind == 't' then
    one.first, one.used, one.isNew = dropOld(key)
    if one.used + one.share > one.limit then one.wait = 1 end
  elseif kind == 'c' then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    one.used = redis.call('ZCARD', key)
    if one.used >= one.limit then one.wait = -1 end
  else
    lapse(key, one.held, keptFor)
    local counter = redis.call('HMGET', key, 's', 'h', 't')
    if not counter[1] then
      outcome, one.used = 2, -1
    else
      one.spent, one.told = tonumber(counter[1]), tonumber(counter[3] or 0)
      one.used = one.spent + counter[2]
      if one.used + math.max(one.share, 1) > one.limit then one.wait = -1 end
    end
  end
  if one.wait ~= 0 and outcome == 1 then outcome = 0 end
end

local function untilExpiry(one, rank)
  return redis.call('ZRANGE', one.key, rank, rank, 'WITHSCORES')[2] + 60000 - now
end

-- How the windows stand; and, of what does not fit, how long it has to wait.
local function stand(one)
  local reset, wait, isFirst = 0, one.wait, 0
  if one.kind == 'r' then
    if one.used > 0 then reset = untilExpiry(one, -1) end
    if wait ~= 0 then wait = untilExpiry(one, one.used - one.limit) end
  elseif one.kind == 't' then
    local left = one.used
    if wait ~= 0 then wait = KEPT * BUCKET end
    local isFound = wait == 0
    for second = one.first, math.floor(now / BUCKET) do
      local tokens = tonumber(redis.call('HGET', one.key, second) or 0)
      left = left - tokens
      if tokens > 0 then reset = (second + KEPT) * BUCKET - now end
      if not isFound and left + one.share <= one.limit then
        wait, isFound = (second + KEPT) * BUCKET - now, true
      end
    end
  elseif one.kind == 'b' and outcome == 0 and wait ~= 0 then
    -- What others only hold may come back, and what would not fit an untouched budget says nothing of this one.
    if one.share <= one.limit and one.spent + math.max(one.share, 1) > one.limit and one.told < one.limit then
      redis.call('HSET', one.key, 't', one.limit)
      isFirst = 1
    end
  end
  return one.used, reset, wait, isFirst
end

local function admit(one)
  local kind, key, share, reset = one.kind, one.key, one.share, 0
  if kind == 'r' then
    redis.call('ZADD', key, now, ${member})
    redis.call('PEXPIRE', key, 60000)
    reset = 60000
  elseif kind == 't' then
    local second = math.floor(now / BUCKET)
    redis.call('HINCRBY', key, second, share)
    redis.call('HINCRBY', key, 'sum', share)
    if one.isNew then redis.call('HSET', key, 'from', second) end
    redis.call('PEXPIRE', key, KEPT * BUCKET)
    if share > 0 then
      reset = (second + KEPT) * BUCKET - now
    else
      reset = select(2, stand(one))
    end
  elseif kind == 'c' then
    redis.call('ZADD', key, now + ttl, id)
    redis.call('PEXPIRE', key, ttl)
  else
    redis.call('HINCRBY', key, 'h', share)
    redis.call('ZADD', one.held, now + ttl, id .. ':' .. string.format('%.0f', share))
    redis.call('PEXPIRE', one.held, ARGV[5])
  end
  return one.used + share, reset, 0, 0
end

local answer = { outcome, now }
for index, one in ipairs(list) do
  local at = 4 * index - 1
  answer[at], answer[at + 1], answer[at + 2], answer[at + 3] = (outcome == 1 and admit or stand)(one)
end
return answer
`);

export const RESERVE = reserve("now .. ':' .. one.used");

/** Each request counts under the reservation's id, so that one can be given back: time and count would repeat then. */
export const RESERVE_BY_ID = reserve('id');

/**
 * What a request took in truth. KEYS: as above, of tokens, concurrency and budgets only. ARGV: time, the reservation's id,
 * when it was admitted ('' where not here), how long a lapsed one is known (ms); kind of each with a budget's thresholds,
 * ascending, `t c b80,100`; what was held of each; what was taken of each; how long ago the request ended (ms). Tokens whose
 * correction may have been done already come as -.
 *
 * A hold from before its counter began was lost with the counter before, and is booked as if there had been none. What had
 * ended before it began is in it: the ledger has told.
 *
 * Answers for each limit the threshold that was reached now and what is spent.
 */
export const SETTLE = defineScript(`${CLOCK}
local id, admittedAt, keptFor, endedAt = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), now - ARGV[8]
local nextShare, nextTaken, nextKey = string.gmatch(ARGV[6], '%d+'), string.gmatch(ARGV[7], '%d+'), 1
local function keepFor(key, ttl)
  if redis.call('PTTL', key) < ttl then redis.call('PEXPIRE', key, ttl) end
end
local function book(key, held, share, taken, thresholds)
  local counter = redis.call('HMGET', key, 's', 't', 'b')
  if not counter[1] then return 0, 0 end
  local began, isNew = tonumber(counter[3] or 0), false
  local isOlder = not admittedAt or (admittedAt > 0 and admittedAt < began)
  if admittedAt and redis.call('ZREM', held, id .. ':' .. share) == 1 then
    redis.call('HINCRBY', key, 'h', 0 - share)
    isNew = true
  elseif isOlder then
    isNew = redis.call('ZADD', held, 'NX', now + keptFor, '+' .. id) == 1
    keepFor(held, keptFor)
  else
    isNew = redis.call('ZREM', held, '~' .. id) == 1
  end
  local spent = tonumber(counter[1])
  if isNew and not (isOlder and endedAt < began) then spent = redis.call('HINCRBY', key, 's', taken) end
  local told, crossed = tonumber(counter[2] or 0), 0
  for threshold in string.gmatch(thresholds, '%d+') do
    local amount = tonumber(threshold)
    if amount <= spent and amount > told then crossed = amount end
  end
  if crossed > 0 then redis.call('HSET', key, 't', crossed) end
  return crossed, spent
end
local answer = {}
for kind, thresholds in string.gmatch(ARGV[5], '([tcb-])([%d,]*)') do
  local key, share, taken, crossed, spent = KEYS[nextKey], nextShare(), nextTaken(), 0, 0
  nextKey = nextKey + 1
  if kind == 't' and admittedAt then
    local second = math.floor(admittedAt / 1000)
    local there = tonumber(redis.call('HGET', key, second) or nil)
    if there then
      local change = math.max(taken - share, 0 - there)
      redis.call('HINCRBY', key, second, change)
      redis.call('HINCRBY', key, 'sum', change)
    end
  elseif kind == 'c' then
    redis.call('ZREM', key, id)
  elseif kind == 'b' then
    crossed, spent = book(key, KEYS[nextKey], share, taken, thresholds)
    nextKey = nextKey + 1
  end
  answer[#answer + 1] = crossed
  answer[#answer + 1] = spent
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
  local till = tonumber(redis.call('ZSCORE', KEYS[i], ARGV[i + 2]) or nil)
  -- What has lapsed is gone, whether or not somebody swept it up already.
  if till and till > now then
    redis.call('ZADD', KEYS[i], now + ttl, ARGV[i + 2])
    if redis.call('PTTL', KEYS[i]) < ttl then redis.call('PEXPIRE', KEYS[i], ttl) end
    extended = extended + 1
  end
end
return { extended }
`);

/**
 * What was used of a budget before its counter began. KEYS: the counter, its holds. ARGV: time, what was used, how long the
 * counter is kept (ms). What is held by requests under way goes on top. A counter that is there stands.
 */
export const SEED = defineScript(`${CLOCK}
if redis.call('HEXISTS', KEYS[1], 's') == 1 then return { 0 } end
local sum = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  local amount = string.match(member, '^[^~+:]+:(%d+)$')
  if amount then sum = sum + amount end
end
redis.call('HSET', KEYS[1], 's', ARGV[2], 'h', sum, 'b', now)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return { 1 }
`);
