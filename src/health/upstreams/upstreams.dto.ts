/** What this node's active checks say. */
export class ProviderCheckResponse {
  /** "off" without a healthCheck in gateway.yaml, "unknown" until the first has ended, "healthy" or "unhealthy". */
  state!: string;
  /** When it turned so. */
  since!: string | null;
  /** Why the last check failed. */
  reason!: string | null;
}

/** Connections of this node to the provider's address. */
export class ConnectionsResponse {
  /** In use and idle. */
  open!: number;
  idle!: number;
}

export class UpstreamProviderResponse {
  name!: string;
  kind!: string;
  /** Scheme, host and port. */
  origin!: string;
  check!: ProviderCheckResponse;
  connections!: ConnectionsResponse;
}

/** What this node knows of its upstreams; other nodes may see them otherwise. */
export class UpstreamsResponse {
  /** Of the routes and providers in force; grows with every change. */
  snapshot_version!: number;
  providers!: UpstreamProviderResponse[];
}
