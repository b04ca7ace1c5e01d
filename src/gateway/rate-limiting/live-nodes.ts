/**
 * How many nodes share the limits. Nodes hear of each other through Redis, so that nobody is heard while it is away: what
 * was known last goes on then.
 */
export class LiveNodes {
  #last = 1;

  constructor(
    private readonly isShared: () => boolean,
    private readonly peers: () => number,
  ) {}

  count(): number {
    if (this.isShared()) this.#last = this.peers() + 1;
    return this.#last;
  }
}
