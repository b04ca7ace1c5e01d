import { expect, it } from 'vitest';
import { noUsage } from '../../kernel/token-usage.js';
import { priceFrom } from '../../pricing/price-terms.js';
import { NOTHING_USED } from './cost.js';
import { PriceNotes } from './price-notes.js';

const PRICE = priceFrom('a/1', { input: 1 });
const OTHER = priceFrom('a/2', { input: 2 });
const rated = { cost: { nanos: 1n, price: PRICE }, billedAttempts: [] };

it('says each price once, and again after a minute', () => {
  const notes = new PriceNotes();
  expect(notes.unsaid(rated, 0)).toEqual([PRICE]);
  expect(notes.unsaid(rated, 59_999)).toEqual([]);
  expect(notes.unsaid(rated, 60_000)).toEqual([PRICE]);
});

it('says those of attempts that were billed beside the answer, and none where nothing was used', () => {
  const notes = new PriceNotes();
  const attempt = { provider: 'p', model: 'm', usage: noUsage(), cost: { nanos: 2n, price: OTHER } };
  expect(notes.unsaid({ ...rated, billedAttempts: [attempt] }, 0)).toEqual([PRICE, OTHER]);
  expect(notes.unsaid({ cost: NOTHING_USED, billedAttempts: [] }, 0)).toEqual([]);
});
