import type { JsonObject } from '../../../kernel/json.js';
import { deltaOpening } from './event-frames.js';
import type { Signature } from '../canonical/signature.js';
import { packThought } from './carried-signature.js';
import type { ItemPlace, ItemWriter, PartWriter } from './item.writer.js';

/** Where the text of a thought stands: told again in short, or as it was thought. */
interface Form {
  readonly list: 'summary' | 'content';
  readonly type: string;
  readonly index: string;
  readonly part: string;
  readonly text: string;
}

const SUMMARY: Form = {
  list: 'summary',
  type: 'summary_text',
  index: 'summary_index',
  part: 'response.reasoning_summary_part',
  text: 'response.reasoning_summary_text',
};
const VERBATIM: Form = {
  list: 'content',
  type: 'reasoning_text',
  index: 'content_index',
  part: 'response.content_part',
  text: 'response.reasoning_text',
};

/** A thought: an item and its only part. Hidden ones have no text, only what their vendor encrypted. */
export class ReasoningWriter implements ItemWriter, PartWriter {
  readonly #form: Form;
  readonly #place: JsonObject;
  readonly #opening: string;
  #text: string | undefined;
  #encrypted: string | undefined;

  constructor(
    private readonly at: ItemPlace,
    private readonly thought: { readonly summary: boolean; readonly redacted?: boolean; readonly encrypted?: string },
  ) {
    this.#form = thought.summary ? SUMMARY : VERBATIM;
    this.#encrypted = thought.encrypted;
    this.#place = { item_id: at.id, output_index: at.outputIndex, [this.#form.index]: 0 };
    this.#opening = deltaOpening(`${this.#form.text}.delta`, this.#place);
  }

  delta(text: string): string {
    const begun = this.#text === undefined ? this.#event(`${this.#form.part}.added`, { part: this.#part('') }) : '';
    this.#text = (this.#text ?? '') + text;
    return begun + this.at.frames.delta(this.#opening, text);
  }

  end(signature?: Signature): string {
    if (signature) this.#encrypted = packThought(signature, this.thought.redacted === true);
    const text = this.#text;
    if (text === undefined) return '';
    const { text: ofText, part } = this.#form;
    return this.#event(`${ofText}.done`, { text }) + this.#event(`${part}.done`, { part: this.#part(text) });
  }

  item(): JsonObject {
    const { list } = this.#form;
    return {
      id: this.at.id,
      type: 'reasoning',
      // Required, also where there is none.
      summary: [],
      ...(this.#text === undefined ? {} : { [list]: [this.#part(this.#text)] }),
      ...(this.#encrypted === undefined ? {} : { encrypted_content: this.#encrypted }),
    };
  }

  #part(text: string): JsonObject {
    return { type: this.#form.type, text };
  }

  #event(name: string, fields: JsonObject): string {
    return this.at.frames.event(name, { ...this.#place, ...fields });
  }
}
