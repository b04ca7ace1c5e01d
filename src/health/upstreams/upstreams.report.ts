import { Inject, Injectable } from '@nestjs/common';
import { PROVIDER_HEALTH, type ProviderHealth } from '../../gateway/providers/provider-health.js';
import type { ProviderInstance } from '../../gateway/providers/provider.js';
import { TargetStates } from '../../gateway/routing/targets/target-states.js';
import { ProviderGates } from '../../gateway/upstream/gate/provider-gates.js';
import { UpstreamPools } from '../../gateway/upstream/pools.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { routedModels, type RoutedModels, targetResponse } from './target.response.js';
import type {
  GateResponse,
  ProviderCheckResponse,
  UpstreamProviderResponse,
  UpstreamsResponse,
} from './upstreams.dto.js';

/** Puts together what the stages know of each provider. Reads memory; asks nobody. */
@Injectable()
export class UpstreamsReport {
  constructor(
    private readonly state: SnapshotHolder,
    private readonly pools: UpstreamPools,
    private readonly gates: ProviderGates,
    private readonly targets: TargetStates,
    @Inject(PROVIDER_HEALTH) private readonly health: ProviderHealth,
  ) {}

  read(): UpstreamsResponse {
    const { version, providers, routes } = this.state.current;
    const routed = routedModels(routes.values());
    return {
      snapshot_version: version,
      providers: Array.from(providers.values(), (instance) => this.#provider(instance, routed)),
    };
  }

  #provider(instance: ProviderInstance, routed: RoutedModels): UpstreamProviderResponse {
    const { name, kind, baseUrl } = instance;
    // The origin, not the address: some write a password into it.
    const { origin } = new URL(baseUrl);
    return {
      name,
      kind,
      origin,
      check: this.#check(name),
      connections: this.pools.sizeOf(origin),
      gate: this.#gate(instance),
      targets: Array.from(routed.get(name) ?? [], ([model, routes]) =>
        targetResponse(model, routes, this.targets.find(name, model)),
      ),
    };
  }

  #check(provider: string): ProviderCheckResponse {
    const checked = this.health.of(provider);
    if (checked === null) return { state: 'off', since: null, reason: null };
    return { state: checked.state, since: new Date(checked.since).toISOString(), reason: checked.reason };
  }

  #gate({ name, concurrency, queue = 0 }: ProviderInstance): GateResponse | null {
    if (concurrency === undefined) return null;
    const gate = this.gates.of(name);
    return { concurrency, queue, under_way: gate?.underWay ?? 0, waiting: gate?.waiting ?? 0 };
  }
}
