interface Sample {
  readonly position: bigint;
  readonly at: number;
}

/** Half an hour at a sample every two seconds. */
const MOST_SAMPLES = 900;

/**
 * How old the replica's data is, told by positions in the primary's log (WAL): whoever has replayed the position that was
 * the primary's a second ago is at most a second behind. Unlike the replica's own clock of replayed transactions this
 * neither grows while nothing is written nor stays at zero when the link to the primary is cut.
 */
export class ReplicationLag {
  #samples: Sample[] = [];

  /** What the primary says now. A position that is smaller than before is another primary's. */
  primaryIsAt(position: bigint, now: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && position < last.position) this.#samples = [];
    // Standing still is as good as having been there now.
    if (last !== undefined && position === last.position) this.#samples.pop();
    this.#samples.push({ position, at: now });
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
  }

  /** An upper bound in milliseconds; `null` while it is not known. */
  of(replayed: bigint, now: number): number | null {
    const seen = this.#samples.findLast(({ position }) => position <= replayed);
    return seen === undefined ? null : Math.max(0, now - seen.at);
  }
}

/** PostgreSQL's spelling of a position, `16/B374D848`: two halves of 32 bits in hexadecimal. */
export function parsePosition(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
