import type { JsonObject } from '../../../kernel/json.js';
import type { TokenUsage } from '../../../kernel/token-usage.js';
import type { Citation } from './citation.js';
import type { Extensions } from './extensions.js';
import type { Signature } from './signature.js';

export type UnifiedStopReason =
  | 'stop'
  | 'stop_sequence'
  | 'length'
  | 'tool_calls'
  | 'content_filter'
  | 'refusal'
  | 'pause'
  | 'error';

/** Unified and raw travel together, so that the same dialect on the way out loses nothing. */
export interface StopReason {
  readonly unified: UnifiedStopReason;
  readonly raw: string | null;
  /** The stop string that was met, where the vendor says it. */
  readonly sequence?: string;
}

/** How likely a token was, and which others were near. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  /** The token's UTF-8 bytes; `null` where it has none. */
  readonly bytes?: readonly number[] | null;
  readonly top?: readonly TokenLogprob[];
}

/**
 * One step of an answer. Parts are start / delta / end with an index that is unique within the answer (`part`); several
 * may be open at the same time (parallel tool calls). `choice` counts parallel answers (n > 1).
 * The order is: `start`, parts, `finish` per choice, `usage`. All of a whole (not streamed) answer is the same events.
 */
export type AnswerEvent =
  | {
      readonly type: 'start';
      readonly id?: string;
      readonly model?: string;
      /** Seconds since the epoch. */
      readonly created?: number;
      readonly extensions?: Extensions;
    }
  | {
      readonly type: 'part-start';
      readonly choice: number;
      readonly part: number;
      readonly content: PartHead;
      /** Where it is known from the start; `part-end` says it again. */
      readonly signature?: Signature;
    }
  | {
      readonly type: 'part-delta';
      readonly choice: number;
      readonly part: number;
      readonly text: string;
      readonly logprobs?: readonly TokenLogprob[];
      readonly extensions?: Extensions;
    }
  /** The signature is known only when the part is whole. */
  | {
      readonly type: 'part-end';
      readonly choice: number;
      readonly part: number;
      readonly signature?: Signature;
      readonly extensions?: Extensions;
    }
  /** Where the text of an open or ended text part comes from. */
  | { readonly type: 'citation'; readonly choice: number; readonly part: number; readonly citation: Citation }
  /** A picture or sound that the model made. It stands between parts, as one of them. */
  | {
      readonly type: 'media';
      readonly choice: number;
      readonly part: number;
      readonly mediaType: string;
      /** Base64. */
      readonly data: string;
      /** No dialect but the issuer's own can hand it back beside a picture. */
      readonly signature?: Signature;
    }
  /** What only one dialect says in the middle of an answer (safety ratings, results of the vendor's own tools). */
  | { readonly type: 'extension'; readonly choice: number; readonly extensions: Extensions }
  | { readonly type: 'finish'; readonly choice: number; readonly reason: StopReason; readonly extensions?: Extensions }
  | { readonly type: 'usage'; readonly usage: TokenUsage; readonly raw?: JsonObject };

/**
 * The answer failed; nothing follows. `vendor`: the upstream said so itself. `truncated`: the body ended before the
 * answer did. Encoders never see this event: the lane decides how the client's stream ends (`StreamEncoder.interrupt`).
 */
export interface ErrorEvent {
  readonly type: 'error';
  readonly cause: 'vendor' | 'truncated';
  readonly message: string;
  readonly code?: string;
  readonly vendorType?: string;
  /** The HTTP status that the vendor has for this error, where the error says which one it is. */
  readonly status?: number;
}

export type CanonicalEvent = AnswerEvent | ErrorEvent;

/** What a part is; deltas carry its text (for tool calls: pieces of the JSON arguments). */
export type PartHead =
  | { readonly kind: 'text'; readonly extensions?: Extensions }
  /** `redacted`: the vendor hides the text; no delta comes, the signature at the end is all there is. */
  | { readonly kind: 'reasoning'; readonly redacted?: boolean; readonly extensions?: Extensions }
  | { readonly kind: 'refusal'; readonly extensions?: Extensions }
  | {
      readonly kind: 'tool-call';
      readonly id: string;
      readonly name: string;
      /** Its text is the free text of a custom tool, not JSON. */
      readonly custom?: boolean;
      readonly extensions?: Extensions;
    };
