import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MemoryLimitsStore } from '../../src/gateway/rate-limiting/memory-limits.store.ts';
import type { Admission } from '../../src/gateway/rate-limiting/admission.ts';
import { NO_DEMAND } from '../../src/gateway/rate-limiting/constraint.ts';
import { RateLimiter } from '../../src/gateway/rate-limiting/rate-limiter.ts';
import { RedisLimitsStore } from '../../src/gateway/rate-limiting/redis-limits.store.ts';
import { ALONE } from '../../src/gateway/rate-limiting/surroundings.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { aLimit, aPlan } from '../fakes/limit-plan.builder.ts';
import { startConnection, type TestConnection } from '../setup/connected-redis.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

/** Far below the proxy's latency, which is what makes Redis slow here. */
const TIMEOUT_MS = 20;
const LATENCY_MS = 500;
const FAILURES_THAT_OPEN = 5;
const COOL_DOWN_MS = 1000;

let server: FreshRedis;
let proxy: ChaosProxy;
let connection: TestConnection;
let limiter: RateLimiter;
let breakerClock: FakeClock;
let sent: string;

beforeEach(async () => {
  server = await freshRedis();
  sent = '';
  const { hostname, port } = new URL(server.url);
  proxy = await ChaosProxy.start({ host: hostname, port: Number(port) }, (bytes) => (sent += bytes.toString()));
});

afterEach(async () => {
  connection.redis.onApplicationShutdown();
  await proxy.close();
  await server.release();
});

async function start(timeoutMs: number): Promise<void> {
  const url = new URL(server.url);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  breakerClock = new FakeClock();
  connection = await startConnection(url.href, { timeoutMs, clock: breakerClock });
  limiter = new RateLimiter(new RedisLimitsStore(connection.redis), new MemoryLimitsStore(systemClock, 1000), ALONE);
}

const isUp = () => connection.redis.state().status === 'up';
const admit = (requests = 1000) => limiter.admit(aPlan(aLimit('requests', requests)), NO_DEMAND);
const scriptsSent = () => sent.match(/\b(evalsha|eval)\b/gi)?.length ?? 0;

/** One probe per cool-down, until one gets through. */
function recovered(): Promise<Admission> {
  return eventually('Redis is asked again', async () => {
    breakerClock.advance(COOL_DOWN_MS);
    const admission = await admit();
    return admission.mode === 'redis' && admission;
  });
}

test('a slow Redis: every request is answered, and soon it is not asked any more', async () => {
  await start(TIMEOUT_MS);
  await eventually('Redis is up', isUp);
  proxy.set({ latencyMs: LATENCY_MS });

  const admissions: Admission[] = [];
  for (let request = 0; request < 50; request++) admissions.push(await admit());
  expect(admissions.every(({ refusal, mode }) => refusal === null && mode === 'local-fallback')).toBe(true);
  expect(scriptsSent()).toBe(FAILURES_THAT_OPEN);
  expect(connection.redis.state()).toEqual({ status: 'degraded', reason: `no answer within ${TIMEOUT_MS} ms` });

  breakerClock.advance(COOL_DOWN_MS);
  const probing = await Promise.all(Array.from({ length: 20 }, () => admit()));
  expect(probing.every(({ mode }) => mode === 'local-fallback')).toBe(true);
  expect(scriptsSent()).toBe(FAILURES_THAT_OPEN + 1);
  expect(connection.lines.filter((line) => line.startsWith('warn'))).toHaveLength(1);

  await proxy.heal();
  expect((await recovered()).refusal).toBeNull();
  expect(connection.redis.state()).toEqual({ status: 'up', reason: null });
});

test('while the circuit is open a decision costs no promise', async () => {
  await start(TIMEOUT_MS);
  await eventually('Redis is up', isUp);
  proxy.set({ isStalled: true });
  await Promise.all(Array.from({ length: FAILURES_THAT_OPEN }, () => admit()));
  expect(admit()).not.toBeInstanceOf(Promise);
});

test('a dead Redis: requests are decided at once, and Redis is used as soon as it is there', async () => {
  await proxy.refuse();
  await start(30_000);
  await eventually('the refusal is noticed', () => connection.redis.state().reason?.includes('ECONNREFUSED'));
  const decision = admit();
  expect(decision).not.toBeInstanceOf(Promise);
  expect(decision).toMatchObject({ refusal: null, mode: 'local-fallback' });

  await proxy.heal();
  await eventually('Redis is up', isUp);
  expect(await admit()).toMatchObject({ refusal: null, mode: 'redis' });
  expect(connection.lines.map((line) => line.split(' ', 4).join(' '))).toEqual([
    'warn Redis is degraded',
    'log Redis is up',
  ]);
});

test('a flapping Redis: no request is lost, and neither window lets more than the limit through', async () => {
  const limit = 40;
  await start(30_000);
  const admissions: Admission[] = [];
  for (let flap = 0; flap < 4; flap++) {
    await eventually('Redis is up', async () => {
      breakerClock.advance(COOL_DOWN_MS);
      const admission = await admit(limit);
      admissions.push(admission);
      return admission.mode === 'redis';
    });
    const underWay = Array.from({ length: 10 }, () => admit(limit));
    await proxy.refuse();
    admissions.push(...(await Promise.all(underWay)), await admit(limit));
    await proxy.heal();
  }
  const admitted = (mode: string) => admissions.filter((one) => one.refusal === null && one.mode === mode).length;
  expect(admitted('redis')).toBeLessThanOrEqual(limit);
  expect(admitted('local-fallback')).toBeLessThanOrEqual(limit);
  expect(admissions.at(-1)?.mode).toBe('local-fallback');
});

test('a window goes on where it was when Redis goes away', async () => {
  await start(30_000);
  await eventually('Redis is up', isUp);
  for (let request = 0; request < 3; request++) await admit(3);
  await proxy.refuse();
  await eventually('the loss is noticed', () => !isUp());
  expect(await admit(3)).toMatchObject({ refusal: {}, mode: 'local-fallback', requests: { remaining: 0 } });
});

test('a Redis that was restarted empty is used as before', async () => {
  await start(30_000);
  await eventually('Redis is up', isUp);
  await admit(2);
  await emptyServer();
  // On the open connection the script is unknown now.
  expect(await admit(2)).toMatchObject({ refusal: null, requests: { remaining: 1 }, mode: 'redis' });
  await emptyServer();
  const before = proxy.connections;
  proxy.resetConnections();
  await eventually('Redis is up over a new connection', () => proxy.connections > before && isUp());
  expect(await admit(2)).toMatchObject({ refusal: null, requests: { remaining: 1 }, mode: 'redis' });
});

/** What a client sees of a restart without persistence: no data, no scripts. */
async function emptyServer(): Promise<void> {
  const client = new Redis(server.url);
  await client.script('FLUSH');
  await client.flushdb();
  client.disconnect();
}
