import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { DecoderContext } from '../codec.js';
import { CallDecoder } from './call.decoder.js';
import type { ItemDecoder, StreamScope } from './item.decoder.js';
import { MessageDecoder } from './message.decoder.js';
import { ReasoningDecoder } from './reasoning.decoder.js';
import { VendorItemDecoder } from './vendor-item.decoder.js';

/** What an event's name says of the item that it belongs to, for servers that do not announce their items. */
const TYPE_OF_EVENT: readonly (readonly [prefix: string, itemType: string])[] = [
  ['response.output_text.', 'message'],
  ['response.refusal.', 'message'],
  ['response.reasoning_', 'reasoning'],
  ['response.function_call_arguments.', 'function_call'],
  ['response.custom_tool_call_input.', 'custom_tool_call'],
];

/** The items of one response, wherever in the stream they are told of. */
export class OutputDecoder {
  /** `null` once an item is done. */
  readonly #items = new Map<number, ItemDecoder | null>();
  readonly #indexes = new Map<string, number>();
  readonly #scope: StreamScope;
  #parts = 0;
  #calls = 0;

  constructor(context: DecoderContext) {
    this.#scope = {
      context,
      nextPart: () => this.#parts++,
      nextCall: () => this.#calls++,
      seen: { toolCalls: false, refusal: false },
    };
  }

  get seen(): StreamScope['seen'] {
    return this.#scope.seen;
  }

  /** An event of an item that is still growing. */
  decode(type: string, event: JsonObject, events: CanonicalEvent[]): void {
    const itemType = TYPE_OF_EVENT.find(([prefix]) => type.startsWith(prefix))?.[1];
    if (itemType === undefined) return;
    this.#itemAt(this.#indexOf(event), { type: itemType }, events)?.decode(type, event, events);
  }

  added(event: JsonObject, events: CanonicalEvent[]): void {
    const { item } = event;
    if (isJsonObject(item)) this.#itemAt(this.#indexOf(event), item, events);
  }

  done(event: JsonObject, events: CanonicalEvent[]): void {
    const { item } = event;
    if (!isJsonObject(item)) return;
    const index = this.#indexOf(event);
    this.#itemAt(index, item, events)?.done(item, events);
    this.#items.set(index, null);
  }

  /** The response is over. Its own list of items counts only where no event has told of any. */
  finish(response: JsonObject, events: CanonicalEvent[]): void {
    const { output } = response;
    if (this.#items.size === 0 && Array.isArray(output)) {
      for (const [index, item] of output.entries()) this.done({ output_index: index, item }, events);
    }
    for (const item of this.#items.values()) item?.close(events);
  }

  #itemAt(index: number, item: JsonObject, events: CanonicalEvent[]): ItemDecoder | null {
    const known = this.#items.get(index);
    if (known !== undefined) return known;
    const decoder = this.#create(item, events);
    this.#items.set(index, decoder);
    return decoder;
  }

  #create(item: JsonObject, events: CanonicalEvent[]): ItemDecoder {
    switch (item['type']) {
      case 'message':
        return new MessageDecoder(this.#scope);
      case 'reasoning':
        return new ReasoningDecoder(this.#scope);
      case 'function_call':
      case 'custom_tool_call':
        return new CallDecoder(this.#scope, item, events);
      default:
        return new VendorItemDecoder(this.#scope);
    }
  }

  /**
   * The place counts, not the name: GitHub Copilot gives an item another id in each event. Only where a server leaves the
   * place out, the name tells.
   */
  #indexOf(event: JsonObject): number {
    const { output_index: index, item } = event;
    const id = isJsonObject(item) ? item['id'] : event['item_id'];
    if (typeof index === 'number') {
      if (typeof id === 'string') this.#indexes.set(id, index);
      return index;
    }
    if (typeof id !== 'string') return Math.max(0, this.#items.size - 1);
    const known = this.#indexes.get(id) ?? this.#items.size;
    this.#indexes.set(id, known);
    return known;
  }
}
