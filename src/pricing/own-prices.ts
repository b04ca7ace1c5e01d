import type { PriceDefinition } from '../state/definition/prices.definition.js';
import type { PriceCatalogue } from './catalogue/price-catalogue.js';
import type { DatedPrice, PricedModel } from './price.js';
import { priceFrom, type PublishedPrice } from './price-terms.js';

const NOTHING_TO_PAY: PublishedPrice = { input: 0, output: 0, perSearch: 0, perAudioHour: 0 };
const ANY = '*';
const NONE: readonly DatedPrice[] = [];

/** What no vendor bills: a server of one's own. */
export const FREE = priceFrom('own-hardware', NOTHING_TO_PAY);

/**
 * The operator's own prices of a model, the oldest first. The closest rows count and no others: those that name the provider
 * before those for all, a whole name before the beginning of one, the longer beginning first.
 */
export function ownPricesOf(
  rows: readonly PriceDefinition[],
  { provider, model }: PricedModel,
  catalogue: PriceCatalogue,
): readonly DatedPrice[] {
  const fitting = rows
    .filter((row) => (row.provider === undefined || row.provider === provider) && fits(row.model, model))
    .map((row) => ({ row, closeness: closenessOf(row) }));
  if (fitting.length === 0) return NONE;
  const closest = Math.max(...fitting.map(({ closeness }) => closeness));
  return fitting
    .filter(({ closeness }) => closeness === closest)
    .map(({ row }) => row)
    .sort((a, b) => (a.from ?? -Infinity) - (b.from ?? -Infinity))
    .flatMap((row) => pricesOf(row, catalogue));
}

function fits(pattern: string, model: string): boolean {
  return pattern.endsWith(ANY) ? model.startsWith(pattern.slice(0, -1)) : pattern === model;
}

/** Names are 256 characters at most. */
function closenessOf({ provider, model }: PriceDefinition): number {
  return (provider === undefined ? 0 : 1000) + (model.endsWith(ANY) ? model.length : 500);
}

function pricesOf(row: PriceDefinition, catalogue: PriceCatalogue): readonly DatedPrice[] {
  const { provider = ANY, model, from = null, like, free, ...published } = row;
  if (like !== undefined) {
    const slash = like.indexOf('/');
    return catalogue
      .find(like.slice(0, slash), like.slice(slash + 1))
      .map((found) => ({ ...found, from: Math.max(found.from ?? -Infinity, from ?? -Infinity) }));
  }
  const since = from === null ? '' : `@${new Date(from).toISOString().slice(0, 10)}`;
  const terms = free === true ? NOTHING_TO_PAY : published;
  return [{ from, hours: null, price: priceFrom(`own:${provider}/${model}${since}`, terms) }];
}
