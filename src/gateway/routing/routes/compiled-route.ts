import type { Random } from '../../../kernel/random.js';
import type { RouteDefinition } from '../../../state/definition/route.definition.js';
import type { GatewaySnapshot } from '../../../state/gateway-snapshot.js';
import type { Target } from '../../providers/provider.js';
import type { AttemptPolicy, ShadowTarget } from '../../providers/target-choice.js';
import { pickerFor } from '../pickers/index.js';
import type { Candidate, Picker } from '../pickers/picker.js';
import type { ObservationRules } from '../targets/observed-target.js';
import { targetKey, type TargetState } from '../targets/target-state.js';
import type { TargetStates } from '../targets/target-states.js';
import { policyOf } from './attempt-policy.js';
import { type Suitability, suitabilityOf } from './suitability.js';

/** One target of a route, ready to be chosen. */
export interface RouteTarget extends Candidate {
  readonly key: string;
  readonly target: Target;
  readonly state: TargetState;
  readonly priority: number;
  /** Sessions whose hash lies in this part of 0 to 1 begin here, and no others; `null` where any may. */
  readonly canary: { readonly from: number; readonly to: number } | null;
  readonly suits: Suitability | null;
}

/** A route as its requests use it: everything that is the same for all of them is worked out. */
export interface CompiledRoute {
  readonly definition: RouteDefinition;
  readonly policy: AttemptPolicy;
  readonly picker: Picker;
  readonly rules: ObservationRules;
  /** By priority, the lowest first. */
  readonly targets: readonly RouteTarget[];
  readonly shadow: (ShadowTarget & { readonly share: number }) | null;
  /** Whether a request's session matters. */
  readonly asksSession: boolean;
  readonly hasCanary: boolean;
  /** Whether there is anything to ask about the request itself. */
  readonly asksFacts: boolean;
}

/** Injection token of RouteParts. */
export const ROUTE_PARTS = Symbol('RouteParts');

/** What routes are made of that outlives a snapshot. */
export interface RouteParts {
  readonly states: TargetStates;
  readonly random: Random;
  readonly usual: AttemptPolicy;
  /** What a token costs there, in any unit; `null` while unknown. */
  priceOf(target: Target): number | null;
}

/** Targets of providers that are not there (any more) are left out. */
export function compileRoute(definition: RouteDefinition, snapshot: GatewaySnapshot, parts: RouteParts): CompiledRoute {
  const { breaker, cooldown, affinity } = definition;
  const targets = targetsOf(definition, snapshot, parts).toSorted((a, b) => a.priority - b.priority);
  const hasCanary = targets.some(({ canary }) => canary !== null);
  return {
    definition,
    policy: policyOf(definition, parts.usual),
    picker: pickerFor(definition.picker, parts.random),
    rules: {
      breaker: breaker.failures === 0 ? null : { failureThreshold: breaker.failures, coolDownMs: breaker.coolDown },
      cooldownMs: cooldown,
      hasOthers: targets.length > 1,
    },
    targets,
    shadow: shadowOf(definition, snapshot),
    asksSession: affinity.enabled || hasCanary,
    hasCanary,
    asksFacts: targets.some(({ suits }) => suits !== null),
  };
}

function targetsOf(definition: RouteDefinition, { providers }: GatewaySnapshot, parts: RouteParts): RouteTarget[] {
  let canaries = 0;
  return definition.targets.flatMap((given): RouteTarget[] => {
    const instance = providers.get(given.provider);
    if (instance === undefined) return [];
    const target: Target = { instance, model: given.model };
    const state = parts.states.of(given.provider, given.model);
    const canary = given.canary === undefined ? null : { from: canaries, to: canaries + given.canary };
    canaries = canary?.to ?? canaries;
    return [
      {
        key: targetKey(given.provider, given.model),
        target,
        state,
        load: state.load,
        weight: given.weight,
        priority: given.priority,
        canary,
        suits: suitabilityOf(given, target),
        price: () => parts.priceOf(target),
      },
    ];
  });
}

function shadowOf({ shadow }: RouteDefinition, { providers }: GatewaySnapshot): CompiledRoute['shadow'] {
  const instance = shadow && providers.get(shadow.provider);
  if (shadow === undefined || instance === undefined) return null;
  return { target: { instance, model: shadow.model }, concurrency: shadow.concurrency, share: shadow.share };
}
