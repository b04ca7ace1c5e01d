/** Remembers values for a while. Bounded: the oldest go first. Serves as the negative cache of wrong keys. */
export class ExpiringSet {
  readonly #until = new Map<string, number>();

  constructor(
    private readonly ttlMs: number,
    private readonly limit: number,
  ) {}

  has(value: string, now: number): boolean {
    const until = this.#until.get(value);
    if (until === undefined) return false;
    if (until > now) return true;
    this.#until.delete(value);
    return false;
  }

  add(value: string, now: number): void {
    this.#until.delete(value);
    if (this.#until.size >= this.limit) {
      const oldest = this.#until.keys().next();
      if (oldest.done !== true) this.#until.delete(oldest.value);
    }
    this.#until.set(value, now + this.ttlMs);
  }

  clear(): void {
    this.#until.clear();
  }
}
