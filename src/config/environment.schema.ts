import { z } from 'zod';
import { providerEnvironmentShape } from '../gateway/providers/environment.js';
import { Secret } from '../kernel/secret.js';

const boolean = z.stringbool({ error: 'must be true or false' });
const integer = (minimum: number, maximum: number) =>
  z.coerce.number({ error: 'must be a number' }).int().min(minimum).max(maximum);
const milliseconds = (minimum: number, maximum = 86_400_000) => integer(minimum, maximum);
const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));

/** Every environment variable the gateway reads. `.env.example` lists the same names; a test compares them. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().min(1).optional(),
  PORT: integer(0, 65_535).default(3000),
  DATA_DIR: z.string().min(1).default('.data'),
  TRUST_PROXY: z.string().min(1).optional(),
  CORS_ORIGINS: z.string().min(1).optional(),
  BODY_LIMIT_BYTES: integer(1024, 1_073_741_824).default(20 * 1024 * 1024),
  UPLOAD_LIMIT_BYTES: integer(1024, 1_073_741_824).default(32 * 1024 * 1024),
  SHUTDOWN_GRACE_MS: milliseconds(0).default(30_000),
  GATEWAY_CONFIG: z.string().min(1).optional(),

  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
    .transform((value) => new Secret(value))
    .optional(),
  DATABASE_POOL_SIZE: integer(1, 1000).default(10),
  DATABASE_REPLICA_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
    .transform((value) => new Secret(value))
    .optional(),
  DATABASE_REPLICA_MAX_LAG_MS: milliseconds(1).default(10_000),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' })
    .transform((value) => new Secret(value))
    .optional(),
  REDIS_CLUSTER: boolean.default(false),
  REDIS_TIMEOUT_MS: milliseconds(1, 10_000).default(50),
  RESPONSE_CACHE_BYTES: integer(0, 1_099_511_627_776).default(64 * 1024 * 1024),
  RESPONSE_CACHE_ANSWER_BYTES: integer(1024, 67_108_864).default(1024 * 1024),

  GATEWAY_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters: openssl rand -hex 32')
    .transform((value) => new Secret(value))
    .optional(),
  SETUP_TOKEN: secret.optional(),
  REGISTRATION: z.enum(['open', 'invite', 'closed']).optional(),
  SESSION_TTL_MS: milliseconds(60_000, 30 * 86_400_000).default(12 * 3_600_000),
  AUTH_CACHE_TTL_MS: milliseconds(1000, 3_600_000).default(60_000),
  ARGON2_CONCURRENCY: integer(1, 64).default(2),
  RESERVATION_TTL_MS: milliseconds(1000, 3_600_000).default(60_000),
  DEFAULT_RATE_LIMIT: integer(1, 1_000_000_000).default(60),
  RESPONSES_RETENTION: integer(0, 3650).default(30),
  USAGE_RETENTION_DAYS: integer(0, 36_500).default(0),

  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
  METRICS_TOKEN: secret.optional(),

  ECHO_PROVIDER: boolean.optional(),
  STREAM_KEEP_ALIVE_MS: milliseconds(10).default(15_000),
  UPSTREAM_CONNECT_TIMEOUT_MS: milliseconds(1).default(5000),
  UPSTREAM_FIRST_BYTE_TIMEOUT_MS: milliseconds(1).default(300_000),
  UPSTREAM_IDLE_TIMEOUT_MS: milliseconds(1).default(300_000),
  UPSTREAM_SILENCE_TIMEOUT_MS: milliseconds(1).default(3_600_000),
  UPSTREAM_PROBE_MS: milliseconds(10, 3_600_000).default(15_000),
  UPSTREAM_MAX_CONNECTIONS: integer(1, 100_000).default(16_384),
  ...providerEnvironmentShape,
});

export type Environment = z.infer<typeof environmentSchema>;
