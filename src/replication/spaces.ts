import type { RegisterSpace } from './registers.js';

export interface SpaceBounds {
  /** Registers that a node keeps, tombstones included; beyond it the earliest written go, on every node. */
  readonly most: number;
  /** A longer time to live is cut down to it. It is also how long a tombstone lives. */
  readonly longestTtlMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const SPACE_BOUNDS = {
  binding: { most: 100_000, longestTtlMs: 7 * DAY_MS },
  health: { most: 10_000, longestTtlMs: DAY_MS },
  cooldown: { most: 10_000, longestTtlMs: DAY_MS },
  drain: { most: 10_000, longestTtlMs: 30 * DAY_MS },
  'in-flight': { most: 50_000, longestTtlMs: 10 * MINUTE_MS },
} as const satisfies Record<RegisterSpace, SpaceBounds>;

/** In the order in which messages number them: append only. */
export const SPACES = [
  'binding',
  'health',
  'cooldown',
  'drain',
  'in-flight',
] as const satisfies readonly RegisterSpace[];
