import type { NanoDollars } from '../../kernel/money.js';
import type { Price } from '../../pricing/price.js';

/** What something cost, and by which price. */
export interface Cost {
  /** Billionths of a dollar; `null` while there is no price for what was used. Never 0 for "unknown". */
  readonly nanos: NanoDollars | null;
  /** `null` where there is none, and where nothing was used. */
  readonly price: Price | null;
}

/** Nobody was asked, or whoever was asked refused: no vendor bills it. */
export const NOTHING_USED: Cost = { nanos: 0n, price: null };
export const UNPRICED: Cost = { nanos: null, price: null };

/** `null` where one of them has no price: a sum of what is known would look like all of it. */
export function totalCost(cost: Cost, others: readonly { readonly cost: Cost }[]): NanoDollars | null {
  return others.reduce((sum, { cost: { nanos } }) => (sum === null || nanos === null ? null : sum + nanos), cost.nanos);
}
