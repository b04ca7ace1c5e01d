import { Inject, Injectable } from '@nestjs/common';
import { PROVIDER_HEALTH, type ProviderHealth } from '../../gateway/providers/provider-health.js';
import type { ProviderInstance } from '../../gateway/providers/provider.js';
import { UpstreamPools } from '../../gateway/upstream/pools.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import type { ProviderCheckResponse, UpstreamProviderResponse, UpstreamsResponse } from './upstreams.dto.js';

/** Puts together what the stages know of each provider. Reads memory; asks nobody. */
@Injectable()
export class UpstreamsReport {
  constructor(
    private readonly state: SnapshotHolder,
    private readonly pools: UpstreamPools,
    @Inject(PROVIDER_HEALTH) private readonly health: ProviderHealth,
  ) {}

  read(): UpstreamsResponse {
    const { version, providers } = this.state.current;
    return {
      snapshot_version: version,
      providers: Array.from(providers.values(), (instance) => this.#provider(instance)),
    };
  }

  #provider(instance: ProviderInstance): UpstreamProviderResponse {
    // The origin, not the address: some write a password into it.
    const { origin } = new URL(instance.baseUrl);
    return {
      name: instance.name,
      kind: instance.kind,
      origin,
      check: this.#check(instance.name),
      connections: this.pools.sizeOf(origin),
    };
  }

  #check(provider: string): ProviderCheckResponse {
    const checked = this.health.of(provider);
    if (checked === null) return { state: 'off', since: null, reason: null };
    return { state: checked.state, since: new Date(checked.since).toISOString(), reason: checked.reason };
  }
}
