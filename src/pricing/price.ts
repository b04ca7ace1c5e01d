import type { NanoDollars } from '../kernel/money.js';
import type { TokenUsage } from '../kernel/token-usage.js';

/**
 * What one unit costs, in trillionths of a dollar: a price of one dollar a million tokens is a million of them a token, so
 * published prices are whole numbers and nothing is rounded before the end. `null` where no price is known.
 */
export interface Rates {
  readonly input: number | null;
  readonly inputImage: number | null;
  readonly inputAudio: number | null;
  readonly cacheRead: number | null;
  /** Kept for five minutes, or for as long as the vendor keeps without being asked. */
  readonly cacheWrite: number | null;
  readonly cacheWrite1h: number | null;
  readonly output: number | null;
  readonly outputImage: number | null;
  readonly outputAudio: number | null;
  readonly reasoning: number | null;
  readonly request: number | null;
  readonly search: number | null;
  readonly audioHour: number | null;
}

/** One price of one model. Immutable; two that say the same have the same id. */
export interface Price {
  /** Whose price and for what, since when, and a digest of its terms: `openai/gpt-4o#5d0c1a77`. */
  readonly id: string;
  /** What it says, as JSON: kept once in the database, so that every row can be computed again by hand. */
  readonly terms: string;
  readonly rates: Rates;
  /** Rates of the whole request once its input is larger; the smallest first. */
  readonly tiers: readonly { readonly above: number; readonly rates: Rates }[];
}

/** A price and when it holds. */
export interface DatedPrice {
  /** Milliseconds since the epoch; `null` for ever. */
  readonly from: number | null;
  /** Only at these seconds of the UTC day, the end excluded; an end before the start is past midnight. */
  readonly hours: readonly [start: number, end: number] | null;
  readonly price: Price;
}

/** Which model is priced: where, and by its name there. */
export interface PricedModel {
  /** The provider's name in the configuration. */
  readonly provider: string;
  readonly model: string;
}

/** What was used, and by which price it costs so much. */
export interface Rating {
  readonly nanos: NanoDollars;
  readonly price: Price;
}

/** Injection token of PriceOf. */
export const PRICE_OF = Symbol('PriceOf');

/** The prices, for whoever has to choose, reserve or book by them. In memory, about a microsecond. */
export interface PriceOf {
  /** @param at milliseconds since the epoch; `null` where no price is known */
  price(model: PricedModel, at: number): Price | null;
  /** `null` where no price is known for something that was used. Never 0 for "unknown". */
  rate(model: PricedModel, usage: TokenUsage, at: number): Rating | null;
}
