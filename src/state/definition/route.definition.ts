import { z } from 'zod';
import { duration, modelName, providerName, share } from './fields.js';

export const PICKERS = ['least-loaded', 'weighted', 'round-robin', 'latency', 'cost'] as const;

const condition = z.strictObject({
  /** Gateway keys (ids), teams (names) and tags that may use the target; any of a list. */
  keys: z.array(z.string()).min(1).optional(),
  teams: z.array(z.string()).min(1).optional(),
  tags: z.array(z.string()).min(1).optional(),
  /** Estimated tokens of the request, the asked output included. */
  minTokens: z.int().min(0).optional(),
  maxTokens: z.int().min(1).optional(),
});

/** What the target's model cannot do, where the gateway's own tables do not know. Requests that need it pass it by. */
const abilities = z.strictObject({
  tools: z.boolean().default(true),
  vision: z.boolean().default(true),
  /** Tokens of input and output together; `null` while unknown. */
  contextLength: z.int().min(1).nullable().default(null),
});

const targetSchema = z.strictObject({
  provider: providerName,
  model: modelName,
  /** Its part of the requests among targets of the same priority. */
  weight: z.number().min(0).max(1000).default(1),
  /** Lower ones are tried first; the next only when all of the one before are unusable. */
  priority: z.int().min(0).max(100).default(0),
  /** Only this part of the sessions may begin here; they are asked before all others. */
  canary: share.optional(),
  when: condition.optional(),
  can: abilities.prefault({}),
});

export const cacheSchema = z.strictObject({
  /**
   * What is done where the client does not say less in `x-gateway-cache`. `on-request`: nothing unless it asks; `off`:
   * nothing, whatever it asks.
   */
  mode: z.enum(['off', 'on-request', 'read', 'write', 'read-write']).default('on-request'),
  ttl: duration({ atLeast: 1000 }).prefault('10m'),
  /** Requests whose answer may differ each time (temperature above 0, no seed) as well. */
  anyRequest: z.boolean().default(false),
});

export const routeSchema = z.strictObject({
  /** What clients ask for. */
  model: modelName,
  picker: z.enum(PICKERS).default('least-loaded'),
  affinity: z
    .strictObject({ enabled: z.boolean().default(true), ttl: duration({ atLeast: 1000 }).prefault('1h') })
    .prefault({}),
  targets: z.array(targetSchema).min(1).max(100),
  retry: z
    .strictObject({
      /** Tries at one target, the first included. */
      attempts: z.int().min(1).max(10).default(2),
      /** Before the first repetition; doubled for each further one, with full jitter. */
      backoff: duration({ atMost: 60_000 }).prefault('200ms'),
      /** A vendor's `retry-after` up to this is waited for; after a longer one the next target is asked. */
      longestWait: duration({ atMost: 600_000 }).prefault('5s'),
    })
    .prefault({}),
  /** What is left out has the environment's time; `total` has none. docs/architecture.md says from when to when. */
  timeouts: z
    .strictObject({
      /** UPSTREAM_CONNECT_TIMEOUT_MS holds as well. */
      connect: duration({ atLeast: 1 }).optional(),
      /** Of streams; a whole answer's first byte is its last word. */
      firstToken: duration({ atLeast: 1 }).optional(),
      /** Between two reads of the answer. */
      idle: duration({ atLeast: 1 }).optional(),
      /** Of all attempts together, to the last byte. */
      total: duration({ atLeast: 1 }).optional(),
    })
    .prefault({}),
  breaker: z
    .strictObject({
      /** Failures in a row that open it; 0 turns it off. */
      failures: z.int().min(0).max(1000).default(5),
      /** How long an open one keeps requests away, and at least the time between two probes. */
      coolDown: duration({ atLeast: 1 }).prefault('30s'),
    })
    .prefault({}),
  /** After a 429 that does not say how long, and where a target refuses key, bill or model and there is another. */
  cooldown: duration({ atMost: 3_600_000 }).prefault('10s'),
  hedge: z
    .strictObject({
      /** A second target is asked when the first has said nothing for so long. */
      after: duration({ atLeast: 1 }),
      /** At most this part of the route's requests. */
      budget: share.prefault('5%'),
    })
    .optional(),
  shadow: z
    .strictObject({
      provider: providerName,
      model: modelName,
      share: share.prefault('100%'),
      /** Mirrored requests under way at once; what comes beyond is not mirrored. */
      concurrency: z.int().min(1).max(1000).default(8),
    })
    .optional(),
  cache: cacheSchema.prefault({}),
  /** How a stream of OpenAI's ends whose vendor broke off; `x-gateway-stream-error` goes before it. */
  streamError: z.enum(['finish', 'raise']).default('finish'),
  /** Refuse what would only be dropped. */
  strict: z.boolean().default(false),
});

export type RouteDefinition = z.output<typeof routeSchema>;
export type TargetDefinition = z.output<typeof targetSchema>;
export type PickerName = (typeof PICKERS)[number];
