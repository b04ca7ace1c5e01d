import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, expect, test } from 'vitest';
import { ConfigModule } from '../../src/config/config.module.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { NO_DEMAND } from '../../src/gateway/rate-limiting/constraint.ts';
import { RateLimiter } from '../../src/gateway/rate-limiting/rate-limiter.ts';
import { RateLimitingModule } from '../../src/gateway/rate-limiting/rate-limiting.module.ts';
import { REDIS, type RedisConnection } from '../../src/redis/redis-connection.ts';
import { RedisModule } from '../../src/redis/redis.module.ts';
import { SnapshotHolder } from '../../src/state/snapshot.holder.ts';
import { aLimit, aPlan } from '../fakes/limit-plan.builder.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis } from '../setup/fresh-redis.ts';

const PLAN = aPlan(aLimit('requests', 5, 'wired'));
/** What the limiter needs of the state, without what reads it again. */
const SNAPSHOT = { module: class {}, global: true, providers: [SnapshotHolder], exports: [SnapshotHolder] };

let app: TestingModule;

async function start(env: Record<string, string>): Promise<void> {
  const config = loadConfig({ GATEWAY_SECRET: 'x'.repeat(32), LOG_LEVEL: 'silent', ...env }, null);
  const builder = Test.createTestingModule({
    imports: [ConfigModule.with(config), RedisModule, SNAPSHOT, RateLimitingModule],
  });
  app = await builder.compile();
  app.useLogger(false);
  await app.init();
}

afterEach(() => app.close());

test('without REDIS_URL the limiter works in memory and answers at once', async () => {
  await start({});
  expect(app.get(RateLimiter).admit(PLAN, NO_DEMAND)).toMatchObject({
    refusal: null,
    requests: { remaining: 4 },
    mode: 'memory',
  });
  expect(app.get<RedisConnection>(REDIS).state()).toEqual({ status: 'off', reason: null });
});

test('with REDIS_URL it uses Redis, until the module is closed', async () => {
  const server = await freshRedis();
  await start({ REDIS_URL: server.url, REDIS_TIMEOUT_MS: '10000' });
  const redis = app.get<RedisConnection>(REDIS);
  await eventually('Redis is up', () => redis.state().status === 'up');
  expect(await app.get(RateLimiter).admit(PLAN, NO_DEMAND)).toMatchObject({
    refusal: null,
    requests: { remaining: 4 },
    mode: 'redis',
  });
  await app.close();
  expect(redis.state().status).toBe('degraded');
  await server.release();
});
