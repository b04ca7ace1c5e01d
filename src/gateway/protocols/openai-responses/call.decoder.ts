import { invalidAnswer } from '../canonical/invalid-answer.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import { type ItemDecoder, OpenPart, type StreamScope, textIn } from './item.decoder.js';

/**
 * A tool call. `call_id` is its identity, the item's own id only a name. The input comes in deltas, all at once with
 * `done`, or only in the item: it is taken from the first of them that has any.
 */
export class CallDecoder implements ItemDecoder {
  #part: OpenPart | undefined;
  /** Input that came before the name. */
  #pending = '';

  constructor(
    private readonly scope: StreamScope,
    item: JsonObject,
    events: CanonicalEvent[],
  ) {
    this.#begin(item, events);
  }

  decode(type: string, event: JsonObject, events: CanonicalEvent[]): void {
    switch (type) {
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        this.#grow(textIn(event, 'delta'), events);
        break;
      case 'response.function_call_arguments.done':
      case 'response.custom_tool_call_input.done':
        this.#whole(event, events);
        break;
      default:
    }
  }

  done(item: JsonObject, events: CanonicalEvent[]): void {
    this.#begin(item, events);
    this.#whole(item, events);
    this.close(events);
  }

  close(events: CanonicalEvent[]): void {
    if (!this.#part) throw invalidAnswer(this.scope.context, 'a tool call came without a name');
    this.#part.end(events);
  }

  #begin(item: JsonObject, events: CanonicalEvent[]): void {
    const name = textIn(item, 'name');
    if (this.#part || name === '') return;
    this.scope.seen.toolCalls = true;
    const { context, nextCall } = this.scope;
    const id = textIn(item, 'call_id') || textIn(item, 'id') || `call_${context.answerId}_${nextCall()}`;
    const custom = item['type'] === 'custom_tool_call' && { custom: true };
    this.#part = new OpenPart(this.scope, { kind: 'tool-call', id, name, ...custom }, events);
    this.#part.grow(this.#pending, events);
  }

  #grow(text: string, events: CanonicalEvent[]): void {
    if (this.#part) this.#part.grow(text, events);
    else this.#pending += text;
  }

  #whole(fields: JsonObject, events: CanonicalEvent[]): void {
    if (this.#part?.hasText || this.#pending !== '') return;
    this.#grow(textIn(fields, 'arguments') || textIn(fields, 'input'), events);
  }
}
