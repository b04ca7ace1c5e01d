/** When a register was written, in the order that all nodes agree on. */
export interface Version {
  /** Milliseconds since the epoch, by the hybrid clock of the node that wrote. */
  readonly wall: number;
  /** Orders what one node wrote within a millisecond. */
  readonly counter: number;
  /** Decides between nodes that wrote at the same time. */
  readonly node: string;
}

/** Negative where `one` is earlier. 0 only for one and the same write. */
export function compareVersions(one: Version, other: Version): number {
  if (one.wall !== other.wall) return one.wall - other.wall;
  if (one.counter !== other.counter) return one.counter - other.counter;
  if (one.node === other.node) return 0;
  return one.node < other.node ? -1 : 1;
}
