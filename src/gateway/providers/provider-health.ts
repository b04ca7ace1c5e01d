/** Injection token of the process's one ProviderHealth. */
export const PROVIDER_HEALTH = Symbol('ProviderHealth');

/** What asking a provider for its health has shown. */
export interface CheckedHealth {
  /** `unknown` until the first check has ended. */
  readonly state: 'unknown' | 'healthy' | 'unhealthy';
  /** Since when, milliseconds since the epoch. */
  readonly since: number;
  /** Why the last check failed, or what it showed beside; `null` where there is nothing to say. */
  readonly reason: string | null;
}

/**
 * What this node's active checks say of the providers. Advice, not law: a target of an unhealthy provider is asked last,
 * never not at all.
 */
export interface ProviderHealth {
  /** A look into memory; false where nothing is checked. */
  isUnhealthy(provider: string): boolean;
  /** `null` where nothing is checked. */
  of(provider: string): CheckedHealth | null;
}
