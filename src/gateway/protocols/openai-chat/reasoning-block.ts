import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import type { Signature } from '../canonical/signature.js';
import { sealDetail } from './reasoning-details.encode.js';

/**
 * One block of OpenRouter's `reasoning_details`, whose pieces come one by one under the same index: text first, the
 * signature last. What must come back with the next turn is all of them as one item.
 */
export class ReasoningBlock {
  #item: Map<string, JsonValue> | undefined;

  /** Whether the item is another piece of this block, not the first of the next. */
  continuesWith(item: JsonObject): boolean {
    return this.#item === undefined || this.#item.get('index') === item['index'];
  }

  add(item: JsonObject): void {
    this.#item ??= new Map();
    for (const [key, value] of Object.entries(item)) {
      if (value !== undefined && value !== null) this.#item.set(key, value);
    }
  }

  /** The block is whole. `undefined` where nobody signed or named it: then its text is all there is. */
  end(): Signature | undefined {
    const item = this.#item;
    this.#item = undefined;
    if (item === undefined || !(item.has('signature') || item.has('id'))) return undefined;
    return sealDetail(Object.fromEntries(item));
  }
}

/** The text of a piece, under either of its names. */
export function textOfDetail({ text, summary }: JsonObject): string {
  if (typeof text === 'string' && text !== '') return text;
  return typeof summary === 'string' ? summary : '';
}

export function isEncrypted(item: JsonObject): boolean {
  return item['type'] === 'reasoning.encrypted';
}
