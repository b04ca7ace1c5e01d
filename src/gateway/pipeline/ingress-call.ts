import type { Observable } from 'rxjs';
import type { GatewayError } from '../../kernel/errors.js';
import type { JsonObject } from '../../kernel/json.js';
import type { Principal } from '../../kernel/principal.js';
import type { CacheWish } from '../cache/cache-mode.js';
import type { InterruptionMode } from '../protocols/codec.js';
import type { WireFormat } from '../protocols/dialect.js';
import type { ClientPresence } from '../upstream/attempt.js';
import type { FlowControl } from '../upstream/exchange.js';

export type { FlowControl } from '../upstream/exchange.js';

/** One request as its door understood it. Immutable: whatever is retried starts from here. */
export interface IngressCall {
  readonly requestId: string;
  readonly dialect: WireFormat;
  readonly principal: Principal;
  /** The client's own bytes, and the same parsed. */
  readonly rawBody: Buffer;
  readonly body: JsonObject;
  /** What those bytes are: JSON, or a form with its boundary. */
  readonly contentType: string;
  readonly model: string;
  readonly stream: boolean;
  /** `x-session-id`: which session the application says the request belongs to. */
  readonly session: string | null;
  /** `x-gateway-tags`: the application's own words for what the request is part of, to route and to account by. */
  readonly tags: readonly string[];
  /** `x-gateway-strict: true`: refuse what would only be dropped. */
  readonly strict: boolean;
  /** `x-gateway-stream-error`: how a stream ends whose upstream died. */
  readonly interruption: InterruptionMode | null;
  /** `x-gateway-cache`; `null` where the client says nothing. */
  readonly cacheWish: CacheWish | null;
  /** What the client's own protocol says in headers (versions, betas), for targets that speak it too: a flat list. */
  readonly protocolHeaders: readonly string[];
  /** The answer's id where the gateway gives one and the door wants to know it beforehand. */
  readonly answerId?: string;
  /** Called with the whole answer where it is translated and its dialect repeats it at the end. */
  readonly onAnswer?: (answer: JsonObject) => void;
  /** The earlier answer that this one continues, where the gateway put its conversation in front of the input. */
  readonly continues?: string;
  /** The call with what the gateway keeps of its conversation; asked for once, after admission. */
  readonly resume?: () => Promise<IngressCall>;
  /** Wall clock, milliseconds since the epoch; and monotonic milliseconds. */
  readonly receivedAt: number;
  readonly startedAt: number;
}

/** Flat name, value, name, value list: what Node's writeHead takes without conversion. */
export type FlatHeaders = readonly string[];

/** How an answer begins. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: FlatHeaders;
  /** `null` where it is what the client's dialect always says; streams of another type are no events. */
  readonly contentType: string | null;
}

/** The client's side of a request. Ingress implements it over its socket. */
export interface ClientResponse extends ClientPresence {
  /** The head is out, because frames or a keep-alive had to be sent; a failure can no longer choose a status. */
  readonly opened: boolean;
  /** From now on silence is broken by keep-alives, which send `head` if nothing else has. */
  expectStream(head: () => FlatHeaders): void;
  sendWhole(head: AnswerHead, body: Buffer): void;
  /**
   * Pipes frames to the socket with backpressure until they complete or the client leaves. Frames that end with an error
   * break the connection off: there was no way to say it in them.
   */
  sendStream(head: AnswerHead, frames: Observable<Buffer | string>, flow: FlowControl): void;
  /** Renders in the client's own dialect: as a response, or as an event where the stream has begun. */
  sendError(error: GatewayError, headers: FlatHeaders): void;
}
