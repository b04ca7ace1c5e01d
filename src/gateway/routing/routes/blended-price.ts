import type { Clock } from '../../../kernel/clock.js';
import type { PriceOf } from '../../../pricing/price.js';
import type { Target } from '../../providers/provider.js';

/** Tokens read for one that is written: the mix by which the field compares models with one number. */
const INPUT_FOR_ONE_OUTPUT = 3;

/** What tokens cost at a target, one number to compare it by; `null` while no price is known. */
export function blendedPriceOf(prices: PriceOf, clock: Clock): (target: Target) => number | null {
  return ({ instance, model }) => {
    const rates = prices.price({ provider: instance.name, model }, clock.now())?.rates;
    if (rates === undefined || rates.input === null) return null;
    // Models that write nothing, embeddings, have no price for it.
    return rates.input * INPUT_FOR_ONE_OUTPUT + (rates.output ?? 0);
  };
}
