import type { GatewayError } from '../../kernel/errors.js';
import type { JsonObject } from '../../kernel/json.js';
import type { TokenUsage } from '../../kernel/token-usage.js';
import type { Loss } from '../protocols/codec.js';
import type { WireFormat } from '../protocols/dialect.js';
import type { AnswerFacts } from '../protocols/tap.js';
import type { Target, UpstreamHeaders } from '../providers/provider.js';
import type { FrameStream } from './frame-stream.js';

/** What the upstream stage needs to know of a request. Immutable; every attempt starts from it. */
export interface UpstreamAsk {
  readonly requestId: string;
  readonly dialect: WireFormat;
  /** The client's own bytes, and the same parsed. */
  readonly rawBody: Buffer;
  readonly body: JsonObject;
  /** What those bytes are: JSON, or a form with its boundary. */
  readonly contentType: string;
  readonly stream: boolean;
  /** Turns every drop into a refusal (`x-gateway-strict: true`). */
  readonly strict: boolean;
  /** What the client's own protocol says in headers (versions, betas), as a flat list; for targets that speak it too. */
  readonly protocolHeaders: readonly string[];
  /** The answer's id where the gateway gives one and the door wants to know it beforehand. */
  readonly answerId?: string;
  /** Called with the whole answer where it is translated and its dialect repeats it at the end. */
  readonly onAnswer?: (answer: JsonObject) => void;
  /** The earlier answer that this one continues, where the gateway put its conversation in front of the input. */
  readonly continues?: string;
}

/** Why there is nobody to answer any more: the client has left, or the node must go. `onEnded` is called once. */
export interface ClientPresence {
  readonly ended: GatewayError | null;
  onEnded: ((reason: GatewayError) => void) | null;
}

/**
 * `skipped`: the target cannot carry the request, so it was not asked. `left`: given up by us, for its client had gone or
 * another target was faster.
 */
export type AttemptOutcome = 'open' | 'answered' | 'failed' | 'skipped' | 'left';

/** What is recorded of every try, for headers, log and ledger. */
export interface AttemptTrace {
  readonly provider: string;
  readonly model: string;
  /** `null` where none could be chosen. */
  readonly lane: 'verbatim' | 'translated' | null;
  outcome: AttemptOutcome;
  error: GatewayError | null;
  /** What the vendor bills although the attempt is not the one that answers: it ended its answer with an error, or late. */
  usage: TokenUsage | null;
  /** How long it took to answer or to fail. */
  milliseconds: number;
}

export interface AnswerBase {
  readonly target: Target;
  readonly status: number;
  readonly losses: readonly Loss[];
  readonly upstreamHeaders: UpstreamHeaders;
}

/** An upstream that answered: whole, or as a stream past its commit point. */
export type Answer =
  | (AnswerBase & {
      readonly kind: 'whole';
      readonly body: Buffer;
      /** The vendor's, where it is not what the client's dialect always says. */
      readonly contentType: string | null;
      readonly facts: AnswerFacts;
      readonly endedAt: number;
    })
  | (AnswerBase & { readonly kind: 'stream'; readonly stream: FrameStream });
