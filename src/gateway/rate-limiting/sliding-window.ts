/** Limits are stated per minute. */
export const WINDOW_MS = 60_000;

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
