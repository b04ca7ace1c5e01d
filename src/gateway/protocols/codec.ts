import type { GatewayError } from '../../kernel/errors.js';
import type { JsonObject, JsonPointer } from '../../kernel/json.js';
import type { AnswerFeature } from './canonical/answer-feature.js';
import type { Capabilities } from './canonical/capabilities.js';
import type { ClientTable, DispositionTable, VendorTable } from './canonical/disposition-table.js';
import type { AnswerEvent, CanonicalEvent } from './canonical/event.js';
import type { OwnField } from './canonical/field-reader.js';
import type { FeatureLoss, Loss } from './canonical/loss.js';
import type { CanonicalRequest } from './canonical/request.js';
import type { ClientDialect, Framing, VendorDialect, VendorFraming } from './dialect.js';

export type { Capabilities } from './canonical/capabilities.js';
export type { Disposition, FeatureLoss, Loss } from './canonical/loss.js';

/** One event of a stream as framed on the wire, payload not yet parsed. */
export interface WireFrame {
  /**
   * SSE event name; absent in NDJSON and in unnamed SSE events. In AWS event streams the `:event-type`, or
   * `EXCEPTION_EVENT` and the exception's name.
   */
  readonly event?: string;
  readonly data: string;
}

/** Stateful, one per attempt. Throws GatewayError('provider_invalid_response') on what is not its protocol. */
export interface StreamDecoder {
  decode(frame: WireFrame): CanonicalEvent[];
  /** The body has ended. A stream that ends without its stop event yields an `error` event. */
  end(): CanonicalEvent[];
}

/** Stateful, one per answer. Returns wire text ready for the socket, frame separators included; '' for nothing. */
export interface StreamEncoder {
  /** What came when its place in the stream was already written. */
  readonly dropped?: ReadonlySet<AnswerFeature>;
  encode(event: AnswerEvent): string;
  /** The terminator of the dialect, where it has one. */
  end(): string;
  /** Ends an answer that failed halfway, instead of `end()`. */
  interrupt(error: GatewayError, mode: InterruptionMode): string;
}

/**
 * How a client learns that its stream broke: `finish` as an ordinary end with an error as the reason, `raise` as an
 * error event, on which SDKs throw. Dialects that have only one of them use it for both.
 */
export type InterruptionMode = 'finish' | 'raise';

export interface RenderedError {
  readonly status: number;
  readonly body: JsonObject;
  /** The same error as it appears inside a stream that has begun. */
  readonly frame: string;
}

export interface DecodedRequest {
  readonly request: CanonicalRequest;
  /** The shallowest places that the codec does not know. */
  readonly residue: readonly JsonPointer[];
  /** What it knows and no other dialect can say. */
  readonly own: readonly OwnField[];
  /** What it knows and cannot put into the canonical request beside the rest of it; its own dialect restores it. */
  readonly unsaid?: readonly Loss[];
}

export interface DecoderContext {
  /** The provider's name, for errors. */
  readonly provider: string;
  /** Unique per answer; ids that the upstream leaves out are derived from it. */
  readonly answerId: string;
}

/** What an answer says about itself when the upstream gave nothing better. */
export interface AnswerIdentity {
  /** The model name that the client asked for and expects to see again. */
  readonly model: string;
  /** Id for dialects whose answers carry one, when the upstream gave none. */
  readonly id: string;
  /** Seconds since the epoch, for dialects that stamp answers. */
  readonly created: number;
  /** For dialects that number the events of a stream: the number of the next one. */
  readonly nextSequence?: number;
}

export interface EncoderContext extends AnswerIdentity {
  /** Whether the client asked for usage inside the stream. */
  readonly includeUsage: boolean;
  /** Milliseconds since the request went out, for dialects whose answers tell how long they took. */
  readonly elapsedMs?: () => number;
  /** The request being answered, for dialects whose answers depend on it (legacy functions, echoed settings). */
  readonly request?: CanonicalRequest;
  /** The answer that this one continues, for dialects whose answers name it; its field is not in the request any more. */
  readonly continues?: string;
  /** Called once with the whole answer, by dialects whose last event repeats it, so that a conversation can be kept. */
  readonly onAnswer?: (answer: JsonObject) => void;
}

/** What stands in the URL in dialects that keep it out of the body (Gemini). The others read their body. */
export interface RequestAddress {
  readonly model: string;
  readonly stream: boolean;
}

/** The client's side of one wire format: requests are read, answers are written. Pure: no I/O, no clock, no randomness. */
export interface ClientCodec {
  readonly dialect: ClientDialect;
  readonly framing: Framing;
  /** What says "still there" in a stream; dialects without a word of their own use their framing's. */
  readonly keepAlive?: string;
  /** What this dialect can say, and which parts of an answer it has words for. */
  readonly dispositions: ClientTable;
  /** Throws GatewayError (missing_field, invalid_field, nested_too_deep) naming the field. */
  decodeRequest(raw: JsonObject, address: RequestAddress): DecodedRequest;
  encodeResponse(events: readonly AnswerEvent[], context: EncoderContext): JsonObject;
  createStreamEncoder(context: EncoderContext): StreamEncoder;
  renderError(error: GatewayError): RenderedError;
  /** The text that ends a stream whose upstream died, where no encoder wrote it (the verbatim lane). */
  renderInterruption(error: GatewayError, identity: AnswerIdentity, mode: InterruptionMode): string;
}

/**
 * The vendor's side of one wire format: requests are written, answers are read. Pure likewise.
 * A response that was not streamed decodes to the same events a stream would give.
 */
export interface VendorCodec {
  readonly dialect: VendorDialect;
  readonly framing: VendorFraming;
  /** What this dialect makes of what others say. */
  readonly dispositions: VendorTable;
  encodeRequest(request: CanonicalRequest, target: Capabilities): { body: JsonObject; losses: readonly FeatureLoss[] };
  decodeResponse(raw: JsonObject, context: DecoderContext): CanonicalEvent[];
  createStreamDecoder(context: DecoderContext): StreamDecoder;
}

/** One wire format, both sides. */
export interface ProtocolCodec extends ClientCodec, VendorCodec {
  readonly dialect: ClientDialect & VendorDialect;
  readonly framing: Framing;
  readonly dispositions: DispositionTable;
}
