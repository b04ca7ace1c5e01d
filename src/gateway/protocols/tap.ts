import type { AnswerFeature } from './canonical/answer-feature.js';
import type { JsonObject } from '../../kernel/json.js';
import type { TokenUsage } from '../../kernel/token-usage.js';

/** What the ledger and the log want to know of an answer. */
export interface AnswerFacts {
  /** `null` while the vendor has not said. */
  usage: TokenUsage | null;
  /** The vendor's own word, e.g. `tool_calls`, `end_turn`. */
  stopReason: string | null;
  /** The answer is whole: its stop event was seen. A body that ends without it was cut. */
  complete: boolean;
  /** The dialect's terminator was seen: nothing that matters can follow. */
  terminated: boolean;
  /** The vendor's own error inside the stream, passed on as it came. */
  streamError: string | null;
  /** What the vendor said and the client's dialect has no place for. */
  readonly droppedContent: Set<AnswerFeature>;
}

export function noFacts(): AnswerFacts {
  return {
    usage: null,
    stopReason: null,
    complete: false,
    terminated: false,
    streamError: null,
    droppedContent: new Set(),
  };
}

/** Reads facts off bytes that pass by untouched. One per stream. */
export interface StreamTap {
  readonly facts: AnswerFacts;
  /** The very first frame was an error: nothing of an answer has come, another target may still be tried. */
  readonly beganWithError: boolean;
  /** Looks at one or more whole frames; returns what the client may see of them, `null` for nothing. */
  read(frames: Buffer): Buffer | null;
  /**
   * Id, model and time of the answer as its first frame gave them, for frames that we must add; and the number of the
   * next frame in dialects that count them.
   */
  identity(): { id: string | null; model: string | null; created: number | null; nextSequence?: number };
}

export interface TapOptions {
  /** The gateway asked for usage on its own account: the client must not see the extra frame. */
  readonly withholdUsage: boolean;
  /** How many answers were asked for. With several, one that has finished says nothing of the others. */
  readonly choices: number;
}

/** What one dialect's verbatim lane needs beyond its codec. */
export interface VerbatimReader {
  createTap(options: TapOptions): StreamTap;
  /**
   * Whether this frame (latin1) comes before every answer and carries nothing of it, in dialects that have such frames.
   * Comments are none.
   */
  readonly isPreamble?: (frame: string) => boolean;
  /** How many answers a body asks for, in dialects that can ask for several. */
  readonly choicesIn?: (body: JsonObject) => number;
  /** Facts of an answer that was not streamed. Throws nothing: unreadable facts are absent facts. */
  readWhole(body: Buffer): AnswerFacts;
}
