import type { Price } from '../../pricing/price.js';
import type { UsageRecord } from './usage-record.js';

/** Rows may be set aside or lost before their terms are stored: said again, nothing is missing for long. */
const SAY_AGAIN_AFTER_MS = 60_000;
const NONE: readonly Price[] = [];

/** Which prices' terms the next row must carry, so that the table of prices knows every price that rows name. */
export class PriceNotes {
  readonly #saidAt = new Map<string, number>();

  /** @param now milliseconds, from any clock */
  unsaid({ cost, billedAttempts }: Pick<UsageRecord, 'cost' | 'billedAttempts'>, now: number): readonly Price[] {
    if (billedAttempts.length === 0) {
      return cost.price !== null && this.#isUnsaid(cost.price, now) ? [cost.price] : NONE;
    }
    const prices = [cost, ...billedAttempts.map((attempt) => attempt.cost)].flatMap(({ price }) => price ?? []);
    return prices.filter((price) => this.#isUnsaid(price, now));
  }

  #isUnsaid({ id }: Price, now: number): boolean {
    const saidAt = this.#saidAt.get(id);
    if (saidAt !== undefined && now - saidAt < SAY_AGAIN_AFTER_MS) return false;
    this.#saidAt.set(id, now);
    return true;
  }
}
