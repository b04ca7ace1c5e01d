/**
 * Upper bounds of the bins that roll-ups count latencies in, milliseconds: each a fifth above the one before, from 1 ms to
 * 14 minutes. One more bin is for what took longer. The same as in the migration that made the columns.
 */
const BOUNDS: readonly number[] = Array.from({ length: 76 }, (_, step) => Math.round(1.2 ** step * 1000) / 1000);

/** `00` to `76`: how the columns of the bins end. */
export const BIN_SUFFIXES: readonly string[] = Array.from({ length: BOUNDS.length + 1 }, (_, bin) =>
  String(bin).padStart(2, '0'),
);

/**
 * The latency that a share of the requests does not exceed (nearest rank), in milliseconds: the geometric middle of its
 * bin, so within 10 % of the exact one between 1 ms and 14 minutes. Below, the answer is 1; above, the last bound; `null`
 * where nothing was counted.
 */
export function percentile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= 0) return null;
  const rank = Math.max(1, Math.ceil(total * share));
  let seen = 0;
  const bin = counts.findIndex((count) => (seen += count) >= rank);
  const [below, above] = [BOUNDS[bin - 1], BOUNDS[bin]];
  if (below === undefined) return BOUNDS[0] ?? null;
  return above === undefined ? below : Math.round(Math.sqrt(below * above) * 100) / 100;
}
