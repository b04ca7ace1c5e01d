import type { TargetState } from '../../gateway/routing/targets/target-state.js';
import { systemClock } from '../../kernel/clock.js';
import type { RouteDefinition } from '../../state/definition/route.definition.js';
import type { UpstreamTargetResponse } from './upstreams.dto.js';

/** Provider -> its models to which routes lead -> the names of those routes. */
export type RoutedModels = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

export function routedModels(routes: Iterable<RouteDefinition>): RoutedModels {
  const providers = new Map<string, Map<string, Set<string>>>();
  for (const { model: route, targets } of routes) {
    for (const { provider, model } of targets) {
      const models = providers.get(provider) ?? new Map<string, Set<string>>();
      providers.set(provider, models);
      const names = models.get(model) ?? new Set<string>();
      models.set(model, names.add(route));
    }
  }
  return providers;
}

/** @param state `undefined` until a request has come for one of its routes: nothing is in its way, and nothing is known */
export function targetResponse(
  model: string,
  routes: Iterable<string>,
  state: TargetState | undefined,
): UpstreamTargetResponse {
  const cooldownMs = state?.health.cooldownMs ?? 0;
  const firstTokenMs = state?.load.firstTokenMs ?? null;
  return {
    model,
    routes: [...routes],
    breaker: state?.health.breaker ?? 'closed',
    cooldown_until: cooldownMs === 0 ? null : new Date(systemClock.now() + cooldownMs).toISOString(),
    draining: state?.health.draining ?? false,
    in_flight: state?.load.ownInFlight ?? 0,
    in_flight_everywhere: state?.load.inFlight ?? 0,
    first_token_ms: firstTokenMs === null ? null : Math.round(firstTokenMs),
  };
}
