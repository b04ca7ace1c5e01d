/** Two nodes that differ in one register exchange what is in its bucket: a thousandth of a space. */
export const BUCKETS = 1024;

/** A sum (XOR of hashes) for each bucket of a space. */
export type Digest = Uint32Array;

/** Deltas are still on their way for so long; registers written since are not compared, or nodes under load would hardly ever agree. */
export const SETTLED_MS = 2000;
/** Two nodes do not let go of a register at the very same moment. */
const LEAVING_MS = 1000;

/** Which registers two nodes compare; both reckon from the same moment. */
export interface Moment {
  readonly writtenBefore: number;
  readonly keptAfter: number;
}

/** @param time of the node that asked, by its hybrid clock */
export function momentOf(time: number): Moment {
  return { writtenBefore: time - SETTLED_MS, keptAfter: time + LEAVING_MS };
}

/** One number for a whole space. 0 for an empty one. */
export function rootOf(digest: Digest): number {
  let root = 0;
  // Rotated by their place, so that buckets do not cancel each other.
  digest.forEach((sum, bucket) => (root ^= (sum << (bucket % 32)) | (sum >>> ((32 - (bucket % 32)) % 32))));
  return root >>> 0;
}

export function differingBuckets(one: Digest, other: Digest): Set<number> {
  const differing = new Set<number>();
  one.forEach((sum, bucket) => {
    if (sum !== other[bucket]) differing.add(bucket);
  });
  return differing;
}
