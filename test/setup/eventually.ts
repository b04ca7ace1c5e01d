import { setTimeout as pause } from 'node:timers/promises';

const INTERVAL_MS = 20;
const BOUND_MS = 30_000;

/**
 * Asks again and again until the answer is neither `undefined` nor `false`, and returns it. The bound only ends a hang:
 * it is far beyond what any machine needs. What `probe` last threw becomes the cause of the error.
 */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  boundMs = BOUND_MS,
): Promise<T> {
  const deadline = performance.now() + boundMs;
  let lastFailure: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      lastFailure = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`It did not happen within ${boundMs} ms: ${what}`, { cause: lastFailure });
    }
    await pause(INTERVAL_MS);
  }
}
