import type { RedisScript } from './redis-script.js';

/** Injection token of the process's one RedisConnection. */
export const REDIS = Symbol('RedisConnection');

export interface RedisState {
  /** `off`: none is configured. `degraded`: one is, and commands are not getting through. */
  readonly status: 'off' | 'up' | 'degraded';
  /** Why it is degraded, for readiness and logs; `null` otherwise. */
  readonly reason: string | null;
}

/**
 * Redis as the gateway uses it: every call is bounded in time, nothing waits for a connection, and what keeps failing is
 * not tried. Callers always have another way and take it at `null` and at a rejection alike.
 */
export interface RedisConnection {
  state(): RedisState;
  /**
   * Runs a script in one round trip. `null`, at once, when nothing was sent: Redis is off, not connected, or has failed
   * too often lately. Rejects when it did not answer in time, the connection broke, or Redis refused; the script may
   * have run all the same. Keys go into `keys` (never built inside Lua), so that prefixes and clusters work.
   */
  run(
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<readonly number[]> | null;
}
