import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { catalogueFile } from '../../src/pricing/catalogue/price-catalogue.ts';
import { renderPriceCatalogue } from '../generate/price-catalogue.ts';

test('prices/catalogue.json is what the library says; run `npm run generate`', async () => {
  expect(await readFile(catalogueFile(), 'utf8')).toBe(renderPriceCatalogue());
});
