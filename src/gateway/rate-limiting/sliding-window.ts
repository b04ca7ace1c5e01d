/** Limits are stated per minute. */
export const WINDOW_MS = 60_000;

/** Whom a limit is for, and the limit as it is configured now: a change applies to the very next request. */
export interface RateLimitSubject {
  readonly keyId: string;
  /** Integer; below 1 nothing is admitted, and no store is asked. */
  readonly requestsPerMinute: number;
}

/**
 * What a store says to one request. An admitted request is counted from then on; a rejected one never is, so that
 * knocking does not prolong the wait.
 */
export interface WindowVerdict {
  readonly allowed: boolean;
  /** Requests of the last minute, this one included if it was admitted. */
  readonly used: number;
  /** Until the window is empty again if nothing else comes, milliseconds. */
  readonly resetMs: number;
  /** Until the next request would be admitted, milliseconds; 0 when this one was. */
  readonly retryAfterMs: number;
}
