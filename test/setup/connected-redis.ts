import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { IoredisConnection } from '../../src/redis/ioredis.connection.ts';
import { eventually } from './eventually.ts';

export interface TestConnection {
  readonly redis: IoredisConnection;
  /** What it has logged, in order: `log ...` or `warn ...`. */
  readonly lines: readonly string[];
}

export interface TestConnectionOptions {
  /** Generous unless the test is about slowness, so that a busy machine never looks like a slow Redis. */
  readonly timeoutMs?: number;
  /** The breaker's. */
  readonly clock?: Clock;
  readonly isCluster?: boolean;
}

/** The gateway's own connection, not yet necessarily up. Close it with `onApplicationShutdown()`. */
export async function startConnection(url: string, options: TestConnectionOptions = {}): Promise<TestConnection> {
  const { timeoutMs = 30_000, clock = systemClock, isCluster = false } = options;
  const lines: string[] = [];
  const logger = {
    log: (message: unknown) => void lines.push(`log ${String(message)}`),
    warn: (message: unknown) => void lines.push(`warn ${String(message)}`),
  };
  const redis = new IoredisConnection({ url: new Secret(url), isCluster }, timeoutMs, logger, clock);
  await redis.onModuleInit();
  return { redis, lines };
}

export async function connectedRedis(url: string, options: TestConnectionOptions = {}): Promise<TestConnection> {
  const connection = await startConnection(url, options);
  await eventually('Redis is up', () => connection.redis.state().status === 'up');
  return connection;
}
