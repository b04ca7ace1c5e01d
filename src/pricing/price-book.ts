import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OWN_HARDWARE, priceListOf } from '../gateway/providers/price-list.js';
import type { ProviderInstance } from '../gateway/providers/provider.js';
import type { TokenUsage } from '../kernel/token-usage.js';
import type { GatewaySnapshot } from '../state/gateway-snapshot.js';
import { SnapshotHolder } from '../state/snapshot.holder.js';
import { PriceCatalogue } from './catalogue/price-catalogue.js';
import { priceInForce } from './in-force.js';
import { FREE, ownPricesOf } from './own-prices.js';
import type { DatedPrice, Price, PricedModel, PriceOf, Rating } from './price.js';
import { rateUsage } from './rate-usage.js';

/** Client-invented names must not grow the memory; a real fleet uses far fewer. */
const REMEMBERED_MODELS = 2000;
const ALWAYS_FREE: readonly DatedPrice[] = [{ from: null, hours: null, price: FREE }];

/**
 * Every price the gateway knows: the operator's own rows first, then the published ones of whoever the provider is. Each
 * model is looked up once for each snapshot.
 */
@Injectable()
export class PriceBook implements PriceOf, OnModuleInit {
  #catalogue: PriceCatalogue | null = null;
  #snapshot: GatewaySnapshot | null = null;
  readonly #known = new Map<string, Map<string, readonly DatedPrice[]>>();
  #size = 0;

  constructor(private readonly state: SnapshotHolder) {}

  /** Before the first request, not with it. */
  onModuleInit(): void {
    this.#catalogue = PriceCatalogue.read();
  }

  price(model: PricedModel, at: number): Price | null {
    return priceInForce(this.#pricesOf(model), at);
  }

  rate(model: PricedModel, usage: TokenUsage, at: number): Rating | null {
    const price = this.price(model, at);
    if (price === null) return null;
    const nanos = rateUsage(price, usage);
    return nanos === null ? null : { nanos, price };
  }

  #pricesOf({ provider, model }: PricedModel): readonly DatedPrice[] {
    const snapshot = this.state.current;
    if (snapshot !== this.#snapshot || this.#size >= REMEMBERED_MODELS) {
      this.#known.clear();
      this.#size = 0;
      this.#snapshot = snapshot;
    }
    let models = this.#known.get(provider);
    if (models === undefined) this.#known.set(provider, (models = new Map()));
    let prices = models.get(model);
    if (prices === undefined) {
      prices = this.#lookUp({ provider, model }, snapshot);
      models.set(model, prices);
      this.#size += 1;
    }
    return prices;
  }

  /** Own rows may begin later than the published ones: before that, those hold. */
  #lookUp(model: PricedModel, { providers, prices }: GatewaySnapshot): readonly DatedPrice[] {
    const catalogue = (this.#catalogue ??= PriceCatalogue.read());
    const published = publishedPrices(catalogue, model.model, providers.get(model.provider));
    return [...published, ...ownPricesOf(prices, model, catalogue)];
  }
}

/** Whoever sells at the provider's address, else who its kind and name say it is. */
function publishedPrices(
  catalogue: PriceCatalogue,
  model: string,
  instance: ProviderInstance | undefined,
): readonly DatedPrice[] {
  if (instance === undefined) return [];
  const list = catalogue.listAt(instance.baseUrl) ?? priceListOf(instance);
  if (list === OWN_HARDWARE) return ALWAYS_FREE;
  return list === null ? [] : catalogue.find(list, model);
}
