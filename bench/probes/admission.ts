/**
 * What does a call of Redis cost that admits a request under every kind of limit at four levels, beside one of requests
 * alone? Sequential round trips on loopback, of the built stores: `npm run build && node bench/probes/admission.ts [calls=20000]`.
 */
import { performance } from 'node:perf_hooks';
import { redis as redisService } from '../../test/setup/services/redis.ts';
import { aBudget, aLimit, aPlan } from '../../test/fakes/limit-plan.builder.ts';

/** The stores as they run in production. */
const built = <Module>(path: string): Promise<Module> =>
  import(new URL(`../../dist/src/${path}.js`, import.meta.url).href);
const { MemoryLimitsStore } = await built<typeof import('../../src/gateway/rate-limiting/memory-limits.store.ts')>(
  'gateway/rate-limiting/memory-limits.store',
);
const { RateLimiter } = await built<typeof import('../../src/gateway/rate-limiting/rate-limiter.ts')>(
  'gateway/rate-limiting/rate-limiter',
);
const { RedisLimitsStore } = await built<typeof import('../../src/gateway/rate-limiting/redis-limits.store.ts')>(
  'gateway/rate-limiting/redis-limits.store',
);
const { ALONE } = await built<typeof import('../../src/gateway/rate-limiting/surroundings.ts')>(
  'gateway/rate-limiting/surroundings',
);
const { IoredisConnection } =
  await built<typeof import('../../src/redis/ioredis.connection.ts')>('redis/ioredis.connection');
const { Secret } = await built<typeof import('../../src/kernel/secret.ts')>('kernel/secret');
const { systemClock } = await built<typeof import('../../src/kernel/clock.ts')>('kernel/clock');

const CALLS = Number(process.argv[2] ?? 20_000);
const WARM_UP = 2000;
const MOST = 1_000_000_000;
const DEMAND = { tokens: 1200, guessedTokens: 200, spend: 9_000_000 };
const USED = { tokens: 900, spend: 7_000_000 };
const LEVELS = ['key', 'user', 'team', 'global'];

const everything = LEVELS.flatMap((level) => [
  aLimit('requests', MOST, level),
  aLimit('tokens', MOST * 1000, level),
  aLimit('concurrency', MOST, level),
  aBudget(MOST * 1_000_000, level),
  aBudget(MOST * 1_000_000, level, { unit: 'spend' }),
]);

const PLANS = {
  'no limits': aPlan(),
  'requests of the key': aPlan(aLimit('requests', MOST)),
  'all kinds at the key': aPlan(...everything.slice(0, 5)),
  'all kinds at four levels': aPlan(...everything),
};

const server = await redisService.start();
const logger = { log: () => undefined, warn: () => undefined };
const connection = new IoredisConnection(
  { url: new Secret(server.url), isCluster: false },
  10_000,
  logger,
  systemClock,
);
await connection.onModuleInit();
while (connection.state().status !== 'up') await new Promise((resolve) => setTimeout(resolve, 10));

console.log('| limits | store | p50 us | p99 us | CPU us a request |');
console.log('| --- | --- | --- | --- | --- |');
for (const [name, plan] of Object.entries(PLANS)) {
  for (const store of ['memory', 'redis'] as const) {
    const shared = store === 'redis' ? new RedisLimitsStore(connection) : null;
    const limiter = new RateLimiter(shared, new MemoryLimitsStore(systemClock, 1000), ALONE);
    await measure(limiter, plan, WARM_UP);
    const { p50, p99, cpu } = await measure(limiter, plan, CALLS);
    console.log(`| ${name} | ${store} | ${p50} | ${p99} | ${cpu} |`);
  }
}
connection.onApplicationShutdown();
await server.stop();

/** Admitted and settled, one after the other; what is timed is what a request waits for, the CPU is of both. */
async function measure(limiter: InstanceType<typeof RateLimiter>, plan: ReturnType<typeof aPlan>, calls: number) {
  const waits = new Float64Array(calls);
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call++) {
    const startedAt = performance.now();
    const { refusal, ticket } = await limiter.admit(plan, DEMAND);
    waits[call] = performance.now() - startedAt;
    if (refusal !== null) throw new Error(`Refused by ${refusal.constraint.key}`);
    if (ticket !== null) limiter.settle(ticket, USED);
  }
  const { user, system } = process.cpuUsage(before);
  waits.sort();
  const at = (part: number) => Math.round(waits[Math.floor(calls * part)]! * 1000);
  return { p50: at(0.5), p99: at(0.99), cpu: Math.round((user + system) / calls) };
}
