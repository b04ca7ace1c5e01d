import type { GatewayError } from '../../../kernel/errors.js';
import type { Loss } from '../../protocols/codec.js';
import type { WireFormat } from '../../protocols/dialect.js';
import type { AnswerFacts } from '../../protocols/tap.js';
import type { StreamLane } from './lane.js';

export interface WholeAnswer {
  readonly body: Buffer;
  readonly facts: AnswerFacts;
  /** The vendor's, where it is not what the client's dialect always says. */
  readonly contentType: string | null;
  /** Why it is no answer after all. Its facts count all the same: the vendor bills them. */
  readonly failure?: GatewayError;
}

/** How one attempt speaks to its target: what goes out, and how what comes back is read. */
export interface LanePlan {
  readonly kind: 'verbatim' | 'translated';
  /** The dialect spoken to the target. */
  readonly dialect: WireFormat;
  readonly body: Buffer;
  readonly contentType: string;
  readonly losses: readonly Loss[];
  /**
   * The way of an answer of this content type (`''` where the vendor says none) that passes as it comes; `null` for one
   * that is collected first.
   */
  openStream(contentType: string): StreamLane | null;
  /** Throws GatewayError('provider_invalid_response') on what is not an answer. */
  readWhole(body: Buffer, contentType: string): WholeAnswer;
}
