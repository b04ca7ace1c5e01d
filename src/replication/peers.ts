import type { Clock } from '../kernel/clock.js';

/** A node that has said nothing for so long is gone: it has missed several exchanges. */
const SILENT_MS = 20_000;
const MOST = 1024;

/** The other nodes, as far as they have been heard of lately. */
export class Peers {
  /** The latest heard is last. Times are monotonic milliseconds. */
  readonly #heardAt = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.living().length;
  }

  /** True where it was not known before. */
  heard(node: string): boolean {
    const isNew = !this.#heardAt.delete(node);
    this.#heardAt.set(node, this.clock.monotonic());
    if (this.#heardAt.size > MOST) this.#heardAt.delete(this.#heardAt.keys().next().value!);
    return isNew;
  }

  left(node: string): void {
    this.#heardAt.delete(node);
  }

  living(): string[] {
    const since = this.clock.monotonic() - SILENT_MS;
    for (const [node, heardAt] of this.#heardAt) {
      if (heardAt > since) break;
      this.#heardAt.delete(node);
    }
    return [...this.#heardAt.keys()];
  }
}
