/** What a client may say in `x-gateway-cache`. */
export const CACHE_WISHES = ['read', 'write', 'read-write', 'off'] as const;
export type CacheWish = (typeof CACHE_WISHES)[number];

/** What a route may say; `on-request` leaves it to the client, and without a word from it nothing is cached. */
export type CacheMode = CacheWish | 'on-request';

/** What is done for one request. At least one of them is true. */
export interface CacheUse {
  readonly reads: boolean;
  readonly writes: boolean;
}

const USE = {
  off: null,
  read: { reads: true, writes: false },
  write: { reads: false, writes: true },
  'read-write': { reads: true, writes: true },
} as const satisfies Record<CacheWish, CacheUse | null>;

/** A client may take less than the route gives, never more. `null` where the cache has no part in the request. */
export function cacheUse(mode: CacheMode, wish: CacheWish | null): CacheUse | null {
  if (mode === 'on-request') return wish === null ? null : USE[wish];
  const given = USE[mode];
  if (given === null || wish === null) return given;
  const wished = USE[wish];
  if (wished === null) return null;
  const reads = given.reads && wished.reads;
  const writes = given.writes && wished.writes;
  return reads || writes ? { reads, writes } : null;
}
