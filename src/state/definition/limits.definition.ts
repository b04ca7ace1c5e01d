import { z } from 'zod';

export const DEGRADED_MODES = ['local', 'open', 'closed'] as const;
/** What a limit does while it cannot be counted over all nodes: this node's share of it, nothing, or refuse all. */
export type DegradedMode = (typeof DEGRADED_MODES)[number];

const most = z.int().min(1).max(1_000_000_000).optional();

export const limitSetSchema = z.strictObject({
  requestsPerMinute: most,
  tokensPerMinute: most,
  /** Requests being answered at once. */
  concurrency: most,
  /** While Redis is away. */
  degraded: z.enum(DEGRADED_MODES).default('local'),
});

const named = z.record(z.string().min(1).max(254), limitSetSchema).default({});

/** A request passes the limits of its key, its user, its team and of everybody together. */
export const limitsSchema = z.strictObject({
  /** For every key; what the key itself says goes before it. Without `requestsPerMinute` it is DEFAULT_RATE_LIMIT. */
  key: limitSetSchema.prefault({}),
  /** For every user, over all of their keys. */
  user: limitSetSchema.prefault({}),
  /** By id; each in place of `user`. */
  users: named,
  /** For every team, over all of its keys; what the team itself says goes before it. */
  team: limitSetSchema.prefault({}),
  /** By name; each in place of `team` and of what the team itself says. */
  teams: named,
  /** For everybody together. */
  global: limitSetSchema.prefault({}),
});

export type LimitSetDefinition = z.output<typeof limitSetSchema>;
export type LimitsDefinition = z.output<typeof limitsSchema>;
