import type { TokenUsage } from '../../kernel/token-usage.js';
import type { PriceOf } from '../../pricing/price.js';
import { type Cost, NOTHING_USED, UNPRICED } from '../usage/cost.js';
import type { Journey } from './journey.js';

/**
 * What the answer cost, and what was billed beside it: attempts that failed after the vendor had counted. An answer that
 * itself failed so is the journey's own usage, and not counted again. Nobody bills an answer that was kept.
 */
export function rateJourney(journey: Journey, prices: PriceOf): void {
  const { provider, model, usage, trace, cacheHit } = journey;
  const at = journey.call.receivedAt;
  journey.cost = usage === null || cacheHit ? NOTHING_USED : costOf(prices, { provider, model }, usage, at);
  const billed = trace.filter((attempt) => attempt.usage !== null && attempt.usage !== usage);
  if (billed.length === 0) return;
  journey.billedAttempts = billed.flatMap(({ provider, model, usage }) =>
    usage === null ? [] : [{ provider, model, usage, cost: costOf(prices, { provider, model }, usage, at) }],
  );
}

function costOf(
  prices: PriceOf,
  { provider, model }: { provider: string | null; model: string | null },
  usage: TokenUsage,
  at: number,
): Cost {
  if (provider === null || model === null) return NOTHING_USED;
  return prices.rate({ provider, model }, usage, at) ?? UNPRICED;
}
