import type { Admission, Refusal, Standing } from './admission.js';
import { WINDOW_MS } from './sliding-window.js';

const NONE: readonly string[] = [];

/**
 * OpenAI's names for the state of the windows, as a flat name, value, name, value list. `retry-after` is part of the error
 * that a rejection becomes.
 */
export function rateLimitHeaders({ requests, tokens, refusal }: Admission): readonly string[] {
  const ofRequests = requests === null ? NONE : standing('requests', requests);
  if (tokens === null && (refusal === null || isWorthRepeating(refusal))) return ofRequests;
  const ofTokens = tokens === null ? NONE : standing('tokens', tokens);
  return [...ofRequests, ...ofTokens, ...(refusal === null || isWorthRepeating(refusal) ? NONE : DO_NOT_REPEAT)];
}

/** The official SDKs repeat every 429 by themselves, but for this word of the server's. */
const DO_NOT_REPEAT = ['x-should-retry', 'false'];
/** SDKs wait no longer than a minute, and fall back to their own idea of a pause then. */
const LONGEST_PAUSE_MS = 61_000;

function isWorthRepeating({ retryAfterMs }: Refusal): boolean {
  return retryAfterMs !== null && retryAfterMs <= LONGEST_PAUSE_MS;
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
