import type { JsonObject } from '../../../kernel/json.js';
import type { Principal } from '../../../kernel/principal.js';
import type { WireFormat } from '../../protocols/dialect.js';

/** What routing may know of a request. An `IngressCall` is one. */
export interface RouteQuestion {
  readonly model: string;
  readonly dialect: WireFormat;
  readonly principal: Pick<Principal, 'keyId' | 'userId' | 'team'>;
  readonly tags: readonly string[];
  /** `x-session-id`: which session the application says the request belongs to. */
  readonly session: string | null;
  /** Parsed; never parsed again. */
  readonly body: JsonObject;
}
