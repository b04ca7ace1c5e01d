import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { RouteDefinition } from '../../state/definition/route.definition.js';
import type { GatewaySnapshot } from '../../state/gateway-snapshot.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import type { Target } from '../providers/provider.js';
import type { AttemptPolicy } from '../providers/target-choice.js';
import { resolveModel } from './resolve-model.js';
import { compileRoute, type CompiledRoute, ROUTE_PARTS, type RouteParts } from './routes/compiled-route.js';
import type { TargetState } from './targets/target-state.js';

/** Client-invented names must not grow the memory; a real fleet uses far fewer. */
const REMEMBERED_MODELS = 1000;

/** A model that no route names: its one target, and what is known of it where a route leads there as well. */
export interface DirectTarget {
  readonly target: Target;
  readonly state: TargetState | null;
}

export type ResolvedModel = CompiledRoute | DirectTarget;

/** Model name -> route or target, worked out once for each snapshot. */
@Injectable()
export class RouteTable implements OnApplicationBootstrap, OnApplicationShutdown {
  #snapshot: GatewaySnapshot | null = null;
  #routes = new Map<string, CompiledRoute>();
  readonly #direct = new Map<string, DirectTarget>();
  #unwatch: (() => void) | null = null;

  constructor(
    @Inject(SnapshotHolder) private readonly state: Pick<SnapshotHolder, 'current' | 'watch'>,
    @Inject(ROUTE_PARTS) private readonly parts: RouteParts,
  ) {}

  /** What is worked out at once costs no request its time, and the targets are known before somebody asks for them. */
  onApplicationBootstrap(): void {
    this.#turnTo(this.state.current);
    this.#unwatch = this.state.watch((snapshot) => this.#turnTo(snapshot));
  }

  onApplicationShutdown(): void {
    this.#unwatch?.();
  }

  /** For models that no route names. */
  get usualPolicy(): AttemptPolicy {
    return this.parts.usual;
  }

  /** Throws GatewayError('model_not_found') saying what to set so that it would be found. */
  find(model: string): ResolvedModel {
    return this.#routes.get(model) ?? this.#direct.get(model) ?? this.#resolve(model);
  }

  #resolve(model: string): DirectTarget {
    const target = resolveModel(this.state.current, model);
    const direct = { target, state: this.parts.states.find(target.instance.name, target.model) ?? null };
    if (this.#direct.size >= REMEMBERED_MODELS) this.#direct.clear();
    this.#direct.set(model, direct);
    return direct;
  }

  /** Routes without a target of a known provider are left out: their names are resolved like any other. */
  #turnTo(snapshot: GatewaySnapshot): void {
    const routes = new Map<string, CompiledRoute>();
    const kept = new Set<string>();
    for (const definition of snapshot.routes.values()) {
      const route = this.#unchanged(definition, snapshot) ?? compileRoute(definition, snapshot, this.parts);
      if (route.targets.length > 0) routes.set(definition.model, route);
      for (const { key } of route.targets) kept.add(key);
    }
    this.parts.states.keepOnly((key) => kept.has(key));
    this.#direct.clear();
    this.#routes = routes;
    this.#snapshot = snapshot;
  }

  /** What stays as it was stays compiled: its picker goes on where it was, and its budgets are not filled anew. */
  #unchanged(definition: RouteDefinition, { providers }: GatewaySnapshot): CompiledRoute | undefined {
    const known = this.#routes.get(definition.model);
    const before = this.#snapshot?.providers;
    if (known?.definition !== definition) return undefined;
    const names = [...definition.targets.map(({ provider }) => provider), definition.shadow?.provider];
    return names.every((name) => name === undefined || providers.get(name) === before?.get(name)) ? known : undefined;
  }
}

export function isRoute(resolved: ResolvedModel): resolved is CompiledRoute {
  return 'definition' in resolved;
}
