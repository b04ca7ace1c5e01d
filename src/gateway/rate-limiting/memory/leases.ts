/** What is held until a moment, by id. Whoever speaks for it again holds it longer. */
export class Leases {
  /** In the order of their ends: all are taken and extended for the same time. */
  readonly #ends = new Map<string, number>();

  get size(): number {
    return this.#ends.size;
  }

  has(id: string): boolean {
    return this.#ends.has(id);
  }

  take(id: string, end: number): void {
    this.#ends.delete(id);
    this.#ends.set(id, end);
  }

  extend(id: string, end: number): void {
    if (this.#ends.has(id)) this.take(id, end);
  }

  release(id: string): boolean {
    return this.#ends.delete(id);
  }

  /** Ends those that nobody spoke for, and says which. */
  *lapse(now: number): Generator<string> {
    for (const [id, end] of this.#ends) {
      if (end > now) return;
      this.#ends.delete(id);
      yield id;
    }
  }
}
