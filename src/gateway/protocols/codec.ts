import type { GatewayError } from '../../kernel/errors.js';
import type { JsonObject, JsonPointer } from '../../kernel/json.js';
import type { CanonicalEvent } from './canonical/event.js';
import type { CanonicalRequest } from './canonical/request.js';
import type { Dialect, Framing } from './dialect.js';

/**
 * What happened to a field that the other side has no place for.
 * - adjusted: carried with another value (clamped, renamed where meaning shifts)
 * - dropped: a tuning knob or vendor hint; the answer is still the answer. Reported.
 * - refused: without it the answer would be another one. The request fails with 400.
 */
export type Disposition = 'adjusted' | 'dropped' | 'refused';

export interface Loss {
  readonly pointer: JsonPointer;
  readonly disposition: Disposition;
  /** Half a sentence for the client: "Ollama has no tool_choice". */
  readonly reason: string;
}

/** What a target can do, as data: docs, tests and encoders read one table. */
export interface Capabilities {
  readonly tools: boolean;
  readonly toolChoice: boolean;
  readonly parallelToolCalls: boolean;
  readonly vision: boolean;
  readonly imageUrls: boolean;
  readonly documents: boolean;
  readonly audioInput: boolean;
  readonly structuredOutput: boolean;
  readonly reasoning: boolean;
  readonly logprobs: boolean;
  readonly multipleChoices: boolean;
}

/** One event of a stream as framed on the wire, payload not yet parsed. */
export interface WireFrame {
  /** SSE event name; absent in NDJSON and in unnamed SSE events. */
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
  encode(event: CanonicalEvent): string;
  /** The terminator of the dialect, where it has one. */
  end(): string;
}

export interface RenderedError {
  readonly status: number;
  readonly body: JsonObject;
  /** The same error as it appears inside a stream that has begun. */
  readonly frame: string;
}

export interface EncoderContext {
  /** The model name that the client asked for and expects to see again. */
  readonly model: string;
  /** Id for dialects whose answers carry one, when the upstream gave none. */
  readonly id: string;
  /** Seconds since the epoch, for dialects that stamp answers. */
  readonly created: number;
  /** Whether the client asked for usage inside the stream. */
  readonly includeUsage: boolean;
}

/** How a stream ends whose upstream died: an answer cut short that parses, or an error that client libraries throw on. */
export type InterruptionMode = 'finish' | 'raise';

/**
 * One wire format, both directions. Pure: no I/O, no clock, no randomness.
 * A response that was not streamed decodes to the same events a stream would give.
 */
export interface ProtocolCodec {
  readonly dialect: Dialect;
  readonly framing: Framing;
  /** Throws GatewayError (missing_field, invalid_field, nested_too_deep) naming the field. */
  decodeRequest(raw: JsonObject): { request: CanonicalRequest; residue: readonly JsonPointer[] };
  encodeRequest(request: CanonicalRequest, target: Capabilities): { body: JsonObject; losses: readonly Loss[] };
  decodeResponse(raw: JsonObject): CanonicalEvent[];
  encodeResponse(events: readonly CanonicalEvent[], context: EncoderContext): JsonObject;
  createStreamDecoder(): StreamDecoder;
  createStreamEncoder(context: EncoderContext): StreamEncoder;
  renderError(error: GatewayError): RenderedError;
  /** The wire text that ends a stream after the commit point; never a silent truncation. */
  renderInterruption(error: GatewayError, context: EncoderContext, mode: InterruptionMode): string;
}
