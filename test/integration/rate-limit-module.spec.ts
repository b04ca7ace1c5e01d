import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { register } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { AppModule } from '../../src/app.module.ts';
import { NO_DEMAND } from '../../src/gateway/rate-limiting/constraint.ts';
import { RateLimiter } from '../../src/gateway/rate-limiting/rate-limiter.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { REDIS, type RedisConnection } from '../../src/redis/redis-connection.ts';
import { aLimit, aPlan } from '../fakes/limit-plan.builder.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis } from '../setup/fresh-redis.ts';
import { aGround, type Ground } from './database.fixtures.ts';

const PLAN = aPlan(aLimit('requests', 5, 'wired'));
let app: NestFastifyApplication;
let ground: Ground;

async function start(environment: Record<string, string>): Promise<void> {
  ground = await aGround('postgres', { GATEWAY_SECRET: 'x'.repeat(32), LOG_LEVEL: 'silent', ...environment });
  const logger = await createLogger(ground.config.observability);
  const testing = await Test.createTestingModule({ imports: [AppModule.with(ground.config, logger)] }).compile();
  app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  await app.init();
}

afterEach(async () => {
  await app.close();
  await ground.close();
  register.clear();
});

const limiter = () => app.get(RateLimiter, { strict: false });
const redis = () => app.get<RedisConnection>(REDIS, { strict: false });

test('without REDIS_URL the limiter works in memory and answers at once', async () => {
  await start({});
  expect(limiter().admit(PLAN, NO_DEMAND)).toMatchObject({ refusal: null, requests: { remaining: 4 }, mode: 'memory' });
  expect(redis().state()).toEqual({ status: 'off', reason: null });
});

test('with REDIS_URL it uses Redis, until the module is closed', async () => {
  const server = await freshRedis();
  await start({ REDIS_URL: server.url, REDIS_TIMEOUT_MS: '10000' });
  const connection = redis();
  await eventually('Redis is up', () => connection.state().status === 'up');
  expect(await limiter().admit(PLAN, NO_DEMAND)).toMatchObject({
    refusal: null,
    requests: { remaining: 4 },
    mode: 'redis',
  });
  expect(limiter().decided).toMatchObject({ memory: 0, redis: 1 });
  await app.close();
  expect(connection.state().status).toBe('degraded');
  await server.release();
});
