import { MODEL_PREFIXES } from '../gateway/providers/environment.js';
import type { ProviderInstance } from '../gateway/providers/provider.js';
import type { RouteDefinition } from './definition/route.definition.js';

/** Everything the data plane decides by. Immutable: a change is a new snapshot, swapped whole. */
export interface GatewaySnapshot {
  readonly version: number;
  readonly providers: ReadonlyMap<string, ProviderInstance>;
  /** By the model name that clients ask for. */
  readonly routes: ReadonlyMap<string, RouteDefinition>;
  /** For models that no rule claims. */
  readonly defaultProvider: string;
  /** Model-name prefix -> provider name, longest prefix first. */
  readonly prefixes: readonly (readonly [prefix: string, provider: string])[];
}

/** What a snapshot is made of. */
export interface SnapshotParts {
  readonly providers: Iterable<ProviderInstance>;
  readonly routes?: Iterable<RouteDefinition>;
  readonly defaultProvider: string;
}

export function buildSnapshot(version: number, parts: SnapshotParts): GatewaySnapshot {
  const { providers, routes = [], defaultProvider } = parts;
  return Object.freeze({
    version,
    providers: new Map([...providers].map((provider) => [provider.name, Object.freeze(provider)])),
    routes: new Map([...routes].map((route) => [route.model, Object.freeze(route)])),
    defaultProvider,
    prefixes: MODEL_PREFIXES.toSorted(([a], [b]) => b.length - a.length),
  });
}
