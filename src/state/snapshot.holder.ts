import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import type { ProviderInstance } from '../gateway/providers/provider.js';
import type { GatewayDefinition } from './definition/gateway.definition.js';
import { buildSnapshot, type GatewaySnapshot, type SnapshotParts } from './gateway-snapshot.js';

/** Holds the snapshot in force. Readers take `current` once per request and keep it to the end. */
@Injectable()
export class SnapshotHolder {
  #current: GatewaySnapshot;
  /** What was found, not configured. */
  readonly #found = new Map<string, ProviderInstance>();
  readonly #watchers = new Set<(snapshot: GatewaySnapshot) => void>();

  constructor(@Inject(CONFIG) config: Pick<Config, 'providers' | 'definition' | 'defaultProvider'>) {
    this.#current = buildSnapshot(1, { ...config, ...partsOf(config.definition) });
  }

  get current(): GatewaySnapshot {
    return this.#current;
  }

  /** Puts other parts in the place of all there are. What was found stays, unless it is configured now. */
  replace({ providers, ...parts }: Omit<SnapshotParts, 'defaultProvider'>): GatewaySnapshot {
    const configured = [...providers];
    const names = new Set(configured.map(({ name }) => name));
    const found = [...this.#found.values()].filter(({ name }) => !names.has(name));
    return this.#swap({ ...parts, providers: [...configured, ...found] });
  }

  /** Adds a provider that was found. One that is configured under its name goes before it. */
  putFound(provider: ProviderInstance): void {
    this.#found.set(provider.name, provider);
    const { providers, routes, ...others } = this.#current;
    if (providers.has(provider.name)) return;
    this.#swap({ ...others, providers: [...providers.values(), provider], routes: routes.values() });
  }

  /** Called with every later snapshot, at once. Returns what ends it. */
  watch(watcher: (snapshot: GatewaySnapshot) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #swap(parts: Omit<SnapshotParts, 'defaultProvider'>): GatewaySnapshot {
    const { version, defaultProvider } = this.#current;
    this.#current = buildSnapshot(version + 1, { ...parts, defaultProvider }, this.#current);
    for (const watcher of this.#watchers) watcher(this.#current);
    return this.#current;
  }
}

/** What of a definition is in force through the snapshot. */
export function partsOf({ routes, prices, limits, budgets }: GatewayDefinition) {
  return { routes, prices, limits, budgets };
}
