import type { JsonObject } from '../../../kernel/json.js';
import type { TokenUsage } from '../../../kernel/token-usage.js';
import type { Dialect } from '../dialect.js';

/** What only one dialect can say (signatures, safety ratings, padding); its codec restores it exactly. */
export type Extensions = Partial<Record<Dialect, JsonObject>>;

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
}

/**
 * One step of an answer. Parts are start / delta / end with an index that is unique within the answer (`part`),
 * `choice` counts parallel answers (n > 1). The order is: `start`, parts, `finish` per choice, `usage`, or `error` at any point.
 */
export type CanonicalEvent =
  | {
      readonly type: 'start';
      readonly id?: string;
      readonly model?: string;
      readonly created?: number;
      readonly extensions?: Extensions;
    }
  | { readonly type: 'part-start'; readonly choice: number; readonly part: number; readonly content: PartHead }
  | {
      readonly type: 'part-delta';
      readonly choice: number;
      readonly part: number;
      readonly text: string;
      readonly extensions?: Extensions;
    }
  | { readonly type: 'part-end'; readonly choice: number; readonly part: number; readonly extensions?: Extensions }
  | { readonly type: 'finish'; readonly choice: number; readonly reason: StopReason; readonly extensions?: Extensions }
  | { readonly type: 'usage'; readonly usage: TokenUsage; readonly raw?: JsonObject }
  | { readonly type: 'error'; readonly message: string; readonly code?: string; readonly vendorType?: string };

/** What a part is; deltas carry its text (for tool calls: pieces of the JSON arguments). */
export type PartHead =
  | { readonly kind: 'text'; readonly extensions?: Extensions }
  | { readonly kind: 'reasoning'; readonly extensions?: Extensions }
  | { readonly kind: 'refusal'; readonly extensions?: Extensions }
  | { readonly kind: 'tool-call'; readonly id: string; readonly name: string; readonly extensions?: Extensions };
