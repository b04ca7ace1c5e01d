import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import type { ProviderInstance } from '../gateway/providers/provider.js';
import { buildSnapshot, type GatewaySnapshot } from './gateway-snapshot.js';

/** Holds the snapshot in force. Readers take `current` once per request and keep it to the end. */
@Injectable()
export class SnapshotHolder {
  #current: GatewaySnapshot;

  constructor(@Inject(CONFIG) config: Config) {
    this.#current = buildSnapshot(1, { ...config, routes: config.definition.routes });
  }

  get current(): GatewaySnapshot {
    return this.#current;
  }

  /** Adds a provider, or replaces the one of the same name. */
  putProvider(provider: ProviderInstance): void {
    const { version, providers, routes, defaultProvider } = this.#current;
    this.#current = buildSnapshot(version + 1, {
      providers: [...providers.values(), provider],
      routes: routes.values(),
      defaultProvider,
    });
  }
}
