import { readFileSync } from 'node:fs';
import { calcPrice } from '@pydantic/genai-prices';
import { expect, it } from 'vitest';
import { noUsage } from '../../src/kernel/token-usage.ts';
import type { ModelMatch } from '../../src/pricing/catalogue/model-match.ts';
import { catalogueFile, type CatalogueFile, PriceCatalogue } from '../../src/pricing/catalogue/price-catalogue.ts';
import { priceInForce } from '../../src/pricing/in-force.ts';
import { rateUsage } from '../../src/pricing/rate-usage.ts';

const catalogue = PriceCatalogue.read();
const { lists } = JSON.parse(readFileSync(catalogueFile(), 'utf8')) as CatalogueFile;

/** Below and above every tier, by day and by night, before and after every change of prices. */
const CALLS = [1000, 210_000, 300_000, 600_000].flatMap((input) =>
  ['2025-01-01T03:00:00Z', '2026-06-01T08:00:00Z', '2026-11-28T20:00:00Z'].map((day) => ({ input, at: new Date(day) })),
);

/** Names that a price is for. */
function namesOf(match: ModelMatch): string[] {
  if ('or' in match) return match.or.flatMap(namesOf);
  if ('and' in match) return match.and.flatMap(namesOf);
  return Object.entries(match).flatMap(([kind, text]) => (kind === 'regex' ? [] : [text as string]));
}

// The library computes in floating point; ours must be that number, rounded to the billionth.
it.for(Object.keys(lists))('every model of %s costs what the library says', (list) => {
  let compared = 0;
  const models = (lists[list]?.models ?? []).flatMap(({ id, match }) => [id, ...namesOf(match)]);
  for (const id of new Set(models)) {
    for (const { input, at } of CALLS) {
      const usage = { input_tokens: input, cache_read_tokens: 300, cache_write_tokens: 200, output_tokens: 700 };
      const theirs = calcPrice(usage, id, { providerId: list, timestamp: at });
      const price = priceInForce(catalogue.find(list, id), at.getTime());
      if (theirs === null || price === null || price.rates.input === null || price.rates.output === null) continue;
      const ours = rateUsage(price, {
        ...noUsage('provider'),
        inputUncached: input - 500,
        cacheRead: 300,
        cacheWrite: 200,
        output: 700,
      });
      // A price that is a third of something is kept to the millionth.
      expect(
        Math.abs(Number(ours) - theirs.total_price * 1e9),
        `${list}/${id} ${input} ${at.toISOString()}`,
      ).toBeLessThan(1.5);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(0);
});
