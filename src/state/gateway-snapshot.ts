import { MODEL_PREFIXES } from '../gateway/providers/environment.js';
import type { ProviderInstance } from '../gateway/providers/provider.js';
import { isSameValue } from '../kernel/same-value.js';
import type { PriceDefinition } from './definition/prices.definition.js';
import type { BudgetsDefinition } from './definition/budgets.definition.js';
import { NOTHING_DEFINED } from './definition/gateway.definition.js';
import type { LimitsDefinition } from './definition/limits.definition.js';
import type { RouteDefinition } from './definition/route.definition.js';

/** Everything the data plane decides by. Immutable: a change is a new snapshot, swapped whole. */
export interface GatewaySnapshot {
  readonly version: number;
  readonly providers: ReadonlyMap<string, ProviderInstance>;
  /** By the model name that clients ask for. A target's provider may be missing: the local one joins when it is found. */
  readonly routes: ReadonlyMap<string, RouteDefinition>;
  /** The operator's own, which go before the published ones. */
  readonly prices: readonly PriceDefinition[];
  readonly limits: LimitsDefinition;
  readonly budgets: BudgetsDefinition;
  /** For models that no rule claims. */
  readonly defaultProvider: string;
  /** Model-name prefix -> provider name, longest prefix first. */
  readonly prefixes: readonly (readonly [prefix: string, provider: string])[];
}

/** What a snapshot is made of; what is left out is as where nothing is defined. */
export interface SnapshotParts extends Partial<Pick<GatewaySnapshot, 'prices' | 'limits' | 'budgets'>> {
  readonly providers: Iterable<ProviderInstance>;
  readonly routes?: Iterable<RouteDefinition>;
  readonly defaultProvider: string;
}

/**
 * What is as it was in the snapshot before stays the same object, so that what is remembered by it (tokens, compiled
 * routes) is not forgotten.
 */
export function buildSnapshot(version: number, parts: SnapshotParts, before?: GatewaySnapshot): GatewaySnapshot {
  const { providers, routes = [], prices, limits, budgets, defaultProvider } = parts;
  return Object.freeze({
    version,
    providers: byName(providers, ({ name }) => name, before?.providers),
    routes: byName(routes, ({ model }) => model, before?.routes),
    prices: sameOr(before?.prices, prices ?? NOTHING_DEFINED.prices),
    limits: sameOr(before?.limits, limits ?? NOTHING_DEFINED.limits),
    budgets: sameOr(before?.budgets, budgets ?? NOTHING_DEFINED.budgets),
    defaultProvider,
    prefixes: MODEL_PREFIXES.toSorted(([a], [b]) => b.length - a.length),
  });
}

function byName<Part extends object>(
  parts: Iterable<Part>,
  nameOf: (part: Part) => string,
  before: ReadonlyMap<string, Part> | undefined,
): ReadonlyMap<string, Part> {
  return new Map(
    Array.from(parts, (part) => {
      const name = nameOf(part);
      const known = before?.get(name);
      return [name, known !== undefined && isSameValue(known, part) ? known : Object.freeze(part)];
    }),
  );
}

function sameOr<Part>(before: Part | undefined, now: Part): Part {
  return before !== undefined && isSameValue(before, now) ? before : now;
}
