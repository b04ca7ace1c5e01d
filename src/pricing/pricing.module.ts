import { Global, Module } from '@nestjs/common';
import { PRICE_OF } from './price.js';
import { PriceBook } from './price-book.js';

/** What things cost: asked by routing, limits and ledger, none of which knows another. */
@Global()
@Module({
  providers: [PriceBook, { provide: PRICE_OF, useExisting: PriceBook }],
  exports: [PriceBook, PRICE_OF],
})
export class PricingModule {}
