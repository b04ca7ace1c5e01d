import { LAPSED_TTL_MS } from '../limits.store.js';
import { Leases } from './leases.js';

/** What is spent of one budget, and what requests under way may still spend. Never below zero. */
export class BudgetCounter {
  #spent = 0;
  #held = 0;
  /** The highest threshold that somebody was told of. */
  #told = 0;
  readonly #amounts = new Map<string, number>();
  readonly #holds = new Leases();
  /** Lapsed, or settled without a hold: what a repetition is known by. */
  readonly #lapsed = new Leases();
  readonly #settled = new Leases();

  #lastSeen: number;

  constructor(spent: number) {
    this.#spent = spent;
    this.#lastSeen = spent;
  }

  /** What all nodes had used when this one last heard of it. */
  get lastSeen(): number {
    return this.#lastSeen;
  }

  observe(used: number): void {
    this.#lastSeen = used;
    this.#spent = Math.max(this.#spent, used - this.#held);
  }

  get spent(): number {
    return this.#spent;
  }

  get used(): number {
    return this.#spent + this.#held;
  }

  /** To be called before the others: what nobody spoke for is returned. */
  advance(now: number): void {
    for (const id of this.#holds.lapse(now)) {
      this.#held -= this.#amounts.get(id) ?? 0;
      this.#amounts.delete(id);
      this.#lapsed.take(id, now + LAPSED_TTL_MS);
    }
    for (const forgotten of [this.#lapsed, this.#settled]) for (const _id of forgotten.lapse(now));
  }

  /**
   * Whether a share finds no room beside what is spent, and is the first to hear so. What others only hold may come back,
   * and what would not fit an untouched budget says nothing of this one.
   */
  isFirstToHear(share: number, limit: number): boolean {
    if (share > limit || this.#spent + Math.max(share, 1) <= limit || this.#told >= limit) return false;
    this.#told = limit;
    return true;
  }

  hold(id: string, amount: number, end: number): void {
    this.#amounts.set(id, amount);
    this.#holds.take(id, end);
    this.#held += amount;
  }

  extend(id: string, end: number): void {
    this.#holds.extend(id, end);
  }

  /** Books what was spent in place of what was held. */
  settle(id: string, spent: number): void {
    if (this.#holds.release(id)) {
      this.#held -= this.#amounts.get(id) ?? 0;
      this.#amounts.delete(id);
    } else if (!this.#lapsed.release(id)) return;
    this.#spent += spent;
  }

  /** Books what was admitted elsewhere. */
  book(id: string, spent: number, now: number): void {
    if (this.#settled.has(id)) return;
    this.#settled.take(id, now + LAPSED_TTL_MS);
    this.#spent += spent;
  }

  /** The highest of the thresholds that is reached and that nobody was told of yet; `null` for none. */
  crossed(thresholds: readonly number[]): number | null {
    const reached = thresholds.findLast((threshold) => threshold <= this.#spent) ?? 0;
    if (reached <= this.#told) return null;
    this.#told = reached;
    return reached;
  }
}
