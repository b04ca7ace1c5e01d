import type { JsonObject } from '../../kernel/json.js';
import type { Principal } from '../../kernel/principal.js';
import type { WireFormat } from '../protocols/dialect.js';
import type { CacheWish } from './cache-mode.js';

/** What the cache needs to know of a request. */
export interface CacheAsk {
  readonly dialect: WireFormat;
  readonly principal: Principal;
  /** The client's own bytes, and the same parsed. */
  readonly rawBody: Buffer;
  readonly body: JsonObject;
  readonly model: string;
  readonly stream: boolean;
  readonly tags: readonly string[];
  readonly strict: boolean;
  readonly interruption: string | null;
  /** What the client's own protocol says in headers, as a flat list. */
  readonly protocolHeaders: readonly string[];
  /** `x-gateway-cache`; `null` where the client says nothing. */
  readonly cacheWish: CacheWish | null;
  /** There where the request needs something that was said before, and its bytes alone do not say all. */
  readonly resume?: unknown;
}
