/** What this node's active checks say. */
export class ProviderCheckResponse {
  /** "off" without a healthCheck in gateway.yaml, "unknown" until the first has ended, "healthy" or "unhealthy". */
  state!: string;
  /** When it turned so. */
  since!: string | null;
  /** Why the last check failed; or what is worth knowing of a healthy one, e.g. that it has no list of models. */
  reason!: string | null;
}

/** Connections of this node to the provider's address. */
export class ConnectionsResponse {
  /** In use and idle. */
  open!: number;
  idle!: number;
}

/** Where the provider has a `concurrency`. */
export class GateResponse {
  concurrency!: number;
  queue!: number;
  /** Calls under way, on this node. */
  under_way!: number;
  /** Calls that wait for a place. */
  waiting!: number;
}

/** A model of the provider to which routes lead. */
export class UpstreamTargetResponse {
  /** The model's name at the provider. */
  model!: string;
  /** Names of the routes that lead to it. */
  routes!: string[];
  /** "closed", "open" or "half-open". */
  breaker!: string;
  /** Until when it is left alone after a 429, or after it refused our key, our bill or the model. */
  cooldown_until!: string | null;
  /** An operator took it out. */
  draining!: boolean;
  /** Requests under way on this node. */
  in_flight!: number;
  /** The same on all nodes, as far as they have said so. */
  in_flight_everywhere!: number;
  /** Moving average, milliseconds. */
  first_token_ms!: number | null;
}

export class UpstreamProviderResponse {
  name!: string;
  kind!: string;
  /** Scheme, host and port. */
  origin!: string;
  check!: ProviderCheckResponse;
  connections!: ConnectionsResponse;
  gate!: GateResponse | null;
  targets!: UpstreamTargetResponse[];
}

/** What this node knows of its upstreams; other nodes may see them otherwise. */
export class UpstreamsResponse {
  /** Of the routes and providers in force; grows with every change. */
  snapshot_version!: number;
  providers!: UpstreamProviderResponse[];
}
