/** No wait of ours grows beyond this; a vendor's own word may. */
const LONGEST_BACKOFF_MS = 30_000;

/**
 * How long to wait before the next try: anything up to a bound that doubles with each try ("full jitter",
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/), so that requests which failed
 * together do not come back together. A vendor that says how long is waited for, plus the jitter.
 *
 * @param tries made so far, at least 1
 * @param random from 0 to 1
 */
export function backoffMs(
  { tries, backoffMs: first, retryAfterMs = 0 }: { tries: number; backoffMs: number; retryAfterMs?: number },
  random: number = Math.random(),
): number {
  const bound = Math.min(LONGEST_BACKOFF_MS, first * 2 ** (tries - 1));
  return retryAfterMs + random * bound;
}
