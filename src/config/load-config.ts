import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import {
  DEFAULT_PROVIDER,
  LOCAL_PROVIDER,
  providerProblems,
  providersFromEnvironment,
} from '../gateway/providers/environment.js';
import { Secret } from '../kernel/secret.js';
import { NOTHING_DEFINED } from '../state/definition/gateway.definition.js';
import { ConfigError } from './config-error.js';
import type { Config } from './config.js';
import { environmentSchema, type Environment } from './environment.schema.js';
import { type Defined, GatewayFile, type Ground } from './gateway-file/gateway-file.js';
import { packageRoot } from './package-root.js';

const DAY_MS = 86_400_000;

/**
 * Reads the environment (and `.env` in the working directory, which never overrides it) into the one typed Config.
 * Throws ConfigError.
 */
export function loadConfig(source: NodeJS.ProcessEnv = process.env, envFile: string | null = '.env'): Config {
  if (envFile !== null && existsSync(envFile)) process.loadEnvFile(envFile);
  // An empty variable means "not set": that is how compose files and shells write it.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...missingInProduction(given),
    ...replicaOfNothing(given),
    ...databaseOfCluster(parsed.data),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data, given);
}

function missingInProduction(given: NodeJS.ProcessEnv): string[] {
  if (given['NODE_ENV'] !== 'production' || given['GATEWAY_SECRET'] !== undefined) return [];
  return ['GATEWAY_SECRET: required in production; make one with: openssl rand -hex 32'];
}

function replicaOfNothing(given: NodeJS.ProcessEnv): string[] {
  if (given['DATABASE_REPLICA_URL'] === undefined || given['DATABASE_URL'] !== undefined) return [];
  return ['DATABASE_REPLICA_URL: needs DATABASE_URL, the primary; the embedded database has no replica'];
}

function databaseOfCluster(env: Environment | undefined): string[] {
  if (env?.REDIS_CLUSTER !== true || env.REDIS_URL === undefined) return [];
  const { pathname } = new URL(env.REDIS_URL.reveal());
  return ['', '/', '/0'].includes(pathname) ? [] : ['REDIS_URL: a Redis Cluster has no databases; leave the path out'];
}

function toConfig(env: Environment, environment: NodeJS.ProcessEnv): Config {
  const production = env.NODE_ENV === 'production';
  const dataDirectory = isAbsolute(env.DATA_DIR) ? env.DATA_DIR : resolve(env.DATA_DIR);
  const defaultProvider = env.AI_PROVIDER ?? DEFAULT_PROVIDER;
  const fromEnvironment = providersFromEnvironment(env, { echo: env.ECHO_PROVIDER ?? !production });
  const ground = { environment, providers: fromEnvironment, defaultProvider };
  const gatewayFile = env.GATEWAY_CONFIG === undefined ? null : new GatewayFile(resolve(env.GATEWAY_CONFIG), ground);
  const { definition, providers } = gatewayFile?.read() ?? withoutFile(ground);

  return {
    production,
    version: packageVersion(),
    dataDirectory,
    http: {
      host: env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
      port: env.PORT,
      bodyLimitBytes: env.BODY_LIMIT_BYTES,
      uploadLimitBytes: env.UPLOAD_LIMIT_BYTES,
      trustProxy: trustProxy(env.TRUST_PROXY),
      corsOrigins: corsOrigins(env.CORS_ORIGINS),
      shutdownGraceMs: env.SHUTDOWN_GRACE_MS,
      streamKeepAliveMs: env.STREAM_KEEP_ALIVE_MS,
    },
    database: {
      url: env.DATABASE_URL ?? null,
      poolSize: env.DATABASE_POOL_SIZE,
      replicaUrl: env.DATABASE_REPLICA_URL ?? null,
      replicaMaxLagMs: env.DATABASE_REPLICA_MAX_LAG_MS,
    },
    redis: { url: env.REDIS_URL ?? null, isCluster: env.REDIS_CLUSTER, timeoutMs: env.REDIS_TIMEOUT_MS },
    cache: { memoryBytes: env.RESPONSE_CACHE_BYTES, answerLimitBytes: env.RESPONSE_CACHE_ANSWER_BYTES },
    auth: {
      gatewaySecret: env.GATEWAY_SECRET ?? keptSecret(dataDirectory),
      setupToken: env.SETUP_TOKEN ?? null,
      registration: env.REGISTRATION ?? (production ? 'closed' : 'open'),
      sessionTtlMs: env.SESSION_TTL_MS,
      cacheTtlMs: env.AUTH_CACHE_TTL_MS,
      argon2Concurrency: env.ARGON2_CONCURRENCY,
    },
    limits: { requestsPerMinute: env.DEFAULT_RATE_LIMIT, reservationTtlMs: env.RESERVATION_TTL_MS },
    usage: { retentionMs: env.USAGE_RETENTION_DAYS === 0 ? null : env.USAGE_RETENTION_DAYS * DAY_MS },
    conversations: { retentionMs: env.RESPONSES_RETENTION * DAY_MS },
    observability: {
      level: env.LOG_LEVEL,
      format: env.LOG_FORMAT ?? (production ? 'json' : 'pretty'),
      metricsToken: env.METRICS_TOKEN ?? null,
    },
    upstream: {
      connectTimeoutMs: env.UPSTREAM_CONNECT_TIMEOUT_MS,
      firstByteTimeoutMs: env.UPSTREAM_FIRST_BYTE_TIMEOUT_MS,
      idleTimeoutMs: env.UPSTREAM_IDLE_TIMEOUT_MS,
      silenceTimeoutMs: env.UPSTREAM_SILENCE_TIMEOUT_MS,
      probeMs: env.UPSTREAM_PROBE_MS,
      maxConnections: env.UPSTREAM_MAX_CONNECTIONS,
    },
    gatewayFile,
    definition,
    providers,
    defaultProvider,
    detectLocalProvider: !providers.some(({ name }) => name === LOCAL_PROVIDER.name),
  };
}

function withoutFile({ providers, defaultProvider }: Ground): Defined {
  const problems = providerProblems(providers, defaultProvider);
  if (problems.length > 0) throw new ConfigError(problems);
  return { definition: NOTHING_DEFINED, providers };
}

function trustProxy(text: string | undefined): boolean | string {
  if (text === undefined || text === 'false') return false;
  return text === 'true' ? true : text;
}

function corsOrigins(text: string | undefined): readonly string[] | true | null {
  if (text === undefined) return null;
  return text.trim() === '*' ? true : text.split(',').map((origin) => origin.trim());
}

/** Outside production the secret is made once and kept beside the data that it protects. */
function keptSecret(dataDirectory: string): Secret {
  const path = join(dataDirectory, 'gateway.secret');
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
    chmodSync(path, 0o600);
  }
  return new Secret(readFileSync(path, 'utf8').trim());
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
}
