import type { JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent, PartHead, TokenLogprob } from '../canonical/event.js';
import type { Signature } from '../canonical/signature.js';
import type { DecoderContext } from '../codec.js';

/** Reads one item of the output: its own events, and the whole of it at the end. */
export interface ItemDecoder {
  /** @param type of the event; those that say nothing new are passed over */
  decode(type: string, event: JsonObject, events: CanonicalEvent[]): void;
  /** The item as it is when done: whatever no event has said is read off it. */
  done(item: JsonObject, events: CanonicalEvent[]): void;
  /** Ends what is open, where the item never was done. */
  close(events: CanonicalEvent[]): void;
}

/** What the items of one stream share. */
export interface StreamScope {
  readonly context: DecoderContext;
  readonly nextPart: () => number;
  /** For calls that have no id. */
  readonly nextCall: () => number;
  /** What the answer has held so far: no status of a response says it. */
  readonly seen: { toolCalls: boolean; refusal: boolean };
}

/** One part that grows. */
export class OpenPart {
  readonly part: number;
  /** Whether any of its text has come; if not, it comes with the end. */
  hasText = false;
  #ended = false;

  constructor(scope: StreamScope, content: PartHead, events: CanonicalEvent[]) {
    this.part = scope.nextPart();
    events.push({ type: 'part-start', choice: 0, part: this.part, content });
  }

  grow(text: string, events: CanonicalEvent[], logprobs?: readonly TokenLogprob[]): void {
    if (this.#ended || (text === '' && !logprobs)) return;
    this.hasText = true;
    const { part } = this;
    events.push(
      logprobs
        ? { type: 'part-delta', choice: 0, part, text, logprobs }
        : { type: 'part-delta', choice: 0, part, text },
    );
  }

  end(events: CanonicalEvent[], signature?: Signature): void {
    if (this.#ended) return;
    this.#ended = true;
    const { part } = this;
    events.push(signature ? { type: 'part-end', choice: 0, part, signature } : { type: 'part-end', choice: 0, part });
  }
}

export function textIn(fields: JsonObject, key: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : '';
}
