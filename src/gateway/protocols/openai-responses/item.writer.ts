import type { JsonObject } from '../../../kernel/json.js';
import type { TokenLogprob } from '../canonical/event.js';
import type { Signature } from '../canonical/signature.js';
import type { SignedThing } from './carried-signature.js';
import type { EventFrames } from './event-frames.js';

/** Where an output item stands, and how its events are framed. */
export interface ItemPlace {
  readonly id: string;
  readonly outputIndex: number;
  readonly frames: EventFrames;
}

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** One item of the output, as events while it grows and as itself. */
export interface ItemWriter {
  /** The item as it is now: `output_item.added` and `.done` hold it, and the last event of the response. */
  item(status: ItemStatus): JsonObject;
}

/** Writes one part of an item: the pieces of its text, and its end. */
export interface PartWriter {
  delta(text: string, logprobs?: readonly TokenLogprob[]): string;
  end(signature?: Signature): string;
  /** For parts whose signature has no place in their own item. */
  readonly signed?: SignedThing;
}
