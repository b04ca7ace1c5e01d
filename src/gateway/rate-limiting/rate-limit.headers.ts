import type { Admission, Standing } from './admission.js';
import { WINDOW_MS } from './sliding-window.js';

const NONE: readonly string[] = [];

/**
 * OpenAI's names for the state of the windows, as a flat name, value, name, value list. `retry-after` is part of the error
 * that a rejection becomes.
 */
export function rateLimitHeaders({ requests, tokens }: Admission): readonly string[] {
  if (tokens === null) return requests === null ? NONE : standing('requests', requests);
  const ofTokens = standing('tokens', tokens);
  return requests === null ? ofTokens : [...standing('requests', requests), ...ofTokens];
}

function standing(kind: 'requests' | 'tokens', { limit, remaining, resetMs }: Standing): string[] {
  return [
    `x-ratelimit-limit-${kind}`,
    String(limit),
    `x-ratelimit-remaining-${kind}`,
    String(remaining),
    `x-ratelimit-reset-${kind}`,
    duration(resetMs),
  ];
}

/** Whole seconds, rounded up: a client that waits so long is not rejected again for having come early. At least 1. */
export function retryAfterSeconds(retryAfterMs: number): number {
  return Math.max(1, Math.ceil(retryAfterMs / 1000));
}

/** As OpenAI spells durations: `120ms`, `1.2s`, `1m2s`. Fractions of a millisecond are rounded up. */
export function duration(ms: number): string {
  if (ms === WINDOW_MS) return FULL_WINDOW;
  return spelled(Math.ceil(Math.max(0, ms)));
}

function spelled(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = `${(ms - minutes * 60_000) / 1000}s`;
  return minutes === 0 ? seconds : `${minutes}m${seconds}`;
}

/** What every admitted request says. */
const FULL_WINDOW = spelled(WINDOW_MS);
