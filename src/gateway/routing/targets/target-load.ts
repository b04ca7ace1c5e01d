import type { Clock } from '../../../kernel/clock.js';

/** The newest sample's part of the average. */
const NEWEST = 0.25;
/** An average that nothing renews loses half of its height in this time: who was slow is asked again in the end. */
const HALF_LIFE_MS = 30_000;

/** How busy one target is, and how long it took lately to say its first word. */
export class TargetLoad {
  /** On this node. */
  #own = 0;
  readonly #others = new Map<string, number>();
  #othersSum = 0;
  #averageMs: number | null = null;
  #averagedAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly onChange: () => void,
  ) {}

  /** Requests under way on this node and, as far as they have said so, on all others. */
  get inFlight(): number {
    return this.#own + this.#othersSum;
  }

  get ownInFlight(): number {
    return this.#own;
  }

  begin(): void {
    this.#own += 1;
    this.onChange();
  }

  end(): void {
    this.#own -= 1;
    this.onChange();
  }

  /** What another node says it has under way; 0 for nothing, or when it has fallen silent. */
  heard(node: string, inFlight: number): void {
    this.#othersSum += inFlight - (this.#others.get(node) ?? 0);
    if (inFlight === 0) this.#others.delete(node);
    else this.#others.set(node, inFlight);
  }

  firstToken(milliseconds: number): void {
    const average = this.firstTokenMs;
    this.#averageMs = average === null ? milliseconds : average + (milliseconds - average) * NEWEST;
    this.#averagedAt = this.clock.monotonic();
  }

  /** Moving average of the time to the first token, milliseconds; `null` while nothing is known. */
  get firstTokenMs(): number | null {
    if (this.#averageMs === null) return null;
    return this.#averageMs * 0.5 ** ((this.clock.monotonic() - this.#averagedAt) / HALF_LIFE_MS);
  }
}
