import type { Loss } from '../../protocols/codec.js';
import type { WireFormat } from '../../protocols/dialect.js';
import type { AnswerFacts } from '../../protocols/tap.js';
import type { StreamLane } from './lane.js';

/** How one attempt speaks to its target: what goes out, and how what comes back is read. */
export interface LanePlan {
  readonly kind: 'verbatim' | 'translated';
  /** The dialect spoken to the target. */
  readonly dialect: WireFormat;
  readonly body: Buffer;
  readonly losses: readonly Loss[];
  openStream(): StreamLane;
  /** Throws GatewayError('provider_invalid_response') on what is not an answer. */
  readWhole(body: Buffer): { readonly body: Buffer; readonly facts: AnswerFacts };
}
