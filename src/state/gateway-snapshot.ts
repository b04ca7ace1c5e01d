import { MODEL_PREFIXES } from '../gateway/providers/environment.js';
import type { ProviderInstance } from '../gateway/providers/provider.js';

/** Everything the data plane decides by. Immutable: a change is a new snapshot, swapped whole. */
export interface GatewaySnapshot {
  readonly version: number;
  readonly providers: ReadonlyMap<string, ProviderInstance>;
  /** For models that no rule claims. */
  readonly defaultProvider: string;
  /** Model-name prefix -> provider name, longest prefix first. */
  readonly prefixes: readonly (readonly [prefix: string, provider: string])[];
}

export function buildSnapshot(
  version: number,
  providers: Iterable<ProviderInstance>,
  defaultProvider: string,
): GatewaySnapshot {
  return Object.freeze({
    version,
    providers: new Map([...providers].map((provider) => [provider.name, Object.freeze(provider)])),
    defaultProvider,
    prefixes: MODEL_PREFIXES.toSorted(([a], [b]) => b.length - a.length),
  });
}
