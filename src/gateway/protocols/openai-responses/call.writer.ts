import type { JsonObject } from '../../../kernel/json.js';
import { deltaOpening } from './event-frames.js';
import type { ItemPlace, ItemStatus, ItemWriter, PartWriter } from './item.writer.js';
import type { SignedThing } from './carried-signature.js';

interface Form {
  readonly type: string;
  /** What holds the input: JSON of a function, free text of a custom tool. */
  readonly field: string;
  readonly events: string;
}

const FUNCTION: Form = {
  type: 'function_call',
  field: 'arguments',
  events: 'response.function_call_arguments',
};
const CUSTOM: Form = { type: 'custom_tool_call', field: 'input', events: 'response.custom_tool_call_input' };

/** A tool call: an item and its only part. Clients answer by `call_id`; the item's own id is only its name. */
export class CallWriter implements ItemWriter, PartWriter {
  readonly signed: SignedThing;
  readonly #form: Form;
  readonly #place: JsonObject;
  readonly #opening: string;
  #input = '';

  constructor(
    private readonly at: ItemPlace,
    private readonly call: { readonly id: string; readonly name: string; readonly custom: boolean },
  ) {
    this.#form = call.custom ? CUSTOM : FUNCTION;
    this.#place = { item_id: at.id, output_index: at.outputIndex };
    this.#opening = deltaOpening(`${this.#form.events}.delta`, this.#place);
    this.signed = { kind: 'tool-call', callId: call.id };
  }

  delta(text: string): string {
    this.#input += text;
    return this.at.frames.delta(this.#opening, text);
  }

  end(): string {
    const { events, field } = this.#form;
    return this.at.frames.event(`${events}.done`, { ...this.#place, [field]: this.#input });
  }

  item(status: ItemStatus): JsonObject {
    const { type, field } = this.#form;
    const { id, name } = this.call;
    return { id: this.at.id, type, status, [field]: this.#input, call_id: id, name };
  }
}
