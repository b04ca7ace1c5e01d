/** Waiting times between attempts to reach the database again: doubling, with jitter so that nodes do not come at once. */
export function backoffMs(attempt: number): number {
  const ceiling = Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS);
  return ceiling / 2 + Math.random() * (ceiling / 2);
}

const FIRST_MS = 200;
const LONGEST_MS = 5000;
