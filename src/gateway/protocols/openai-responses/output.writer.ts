import type { JsonObject } from '../../../kernel/json.js';
import type { AnswerEvent, PartHead } from '../canonical/event.js';
import { CallWriter } from './call.writer.js';
import { packCarried } from './carried-signature.js';
import type { EventFrames } from './event-frames.js';
import type { ItemPlace, ItemStatus, ItemWriter, PartWriter } from './item.writer.js';
import { MessageWriter, TextWriter } from './message.writer.js';
import { ReasoningWriter } from './reasoning.writer.js';
import { itemId } from './response-object.js';

type Of<Type extends AnswerEvent['type']> = Extract<AnswerEvent, { readonly type: Type }>;

interface Entry {
  readonly writer: ItemWriter;
  status: ItemStatus;
  openParts: number;
  /** Encrypted contents that follow this item in items of their own. */
  readonly carried: string[];
}

export interface OutputOptions {
  /** The response's id, from which those of the items are derived. */
  readonly response: string;
  readonly frames: EventFrames;
  /** The client asked for summaries of the reasoning, so that is where it looks for thoughts. */
  readonly summarised: boolean;
}

/**
 * The output of one response: parts become items, each named by its place. An item is done when the next one begins or
 * the answer finishes; only then it is known whether another text belongs to the same message, and what the token limit
 * has cut.
 */
export class OutputWriter {
  readonly #entries: Entry[] = [];
  readonly #parts = new Map<number, { readonly writer: PartWriter; readonly entry: Entry }>();
  #refused = false;

  constructor(private readonly options: OutputOptions) {}

  /** The model has refused, in words. */
  get refused(): boolean {
    return this.#refused;
  }

  /** The items so far; those that are not done are cut. */
  items(): JsonObject[] {
    return this.#entries.map(({ writer, status }) => writer.item(status === 'in_progress' ? 'incomplete' : status));
  }

  start({ part, content }: Of<'part-start'>): string {
    if (content.kind === 'text' || content.kind === 'refusal') return this.#startText(part, content.kind);
    const closed = this.#closeEnded();
    const writer = content.kind === 'tool-call' ? this.#call(content) : this.#thought(content);
    const { entry, frames } = this.#add(writer);
    this.#open(part, writer, entry);
    return closed + frames;
  }

  delta({ part, text, logprobs }: Of<'part-delta'>): string {
    return this.#started(part).writer.delta(text, logprobs);
  }

  cite({ part, citation }: Of<'citation'>): string {
    const { writer } = this.#started(part);
    return writer instanceof TextWriter ? writer.cite(citation) : '';
  }

  end({ part, signature }: Of<'part-end'>): string {
    const { writer, entry } = this.#started(part);
    entry.openParts -= 1;
    if (signature && writer.signed) entry.carried.push(packCarried(signature, writer.signed));
    return writer.end(signature);
  }

  /** An item that comes at once: a picture, or what a vendor's own tool has done. */
  whole(kind: string, fields: JsonObject): string {
    const closed = this.#closeEnded();
    const { id } = this.#place(kind);
    const { entry, frames } = this.#add({ item: () => ({ id, ...fields }) });
    return closed + frames + this.#close(entry, 'completed');
  }

  /** @param cut the token limit or a filter ended the answer: its last item is not whole */
  finish(cut: boolean): string {
    const last = this.#entries.at(-1);
    return this.#entries
      .filter(({ status }) => status === 'in_progress')
      .map((entry) => this.#close(entry, cut && entry === last ? 'incomplete' : 'completed'))
      .join('');
  }

  #startText(part: number, kind: 'text' | 'refusal'): string {
    if (kind === 'refusal') this.#refused = true;
    const last = this.#entries.at(-1);
    if (last?.status === 'in_progress' && last.writer instanceof MessageWriter) {
      return this.#startTextIn(last, last.writer, part, kind);
    }
    const closed = this.#closeEnded();
    const message = new MessageWriter(this.#place('msg'));
    const { entry, frames } = this.#add(message);
    return closed + frames + this.#startTextIn(entry, message, part, kind);
  }

  #startTextIn(entry: Entry, message: MessageWriter, part: number, kind: 'text' | 'refusal'): string {
    const { writer, frames } = message.begin(kind);
    this.#open(part, writer, entry);
    return frames;
  }

  #call({ id, name, custom = false }: Extract<PartHead, { kind: 'tool-call' }>): CallWriter {
    return new CallWriter(this.#place(custom ? 'ctc' : 'fc'), { id, name, custom });
  }

  #thought({ redacted = false, extensions }: Extract<PartHead, { kind: 'reasoning' }>): ReasoningWriter {
    const summary = extensions?.['openai-responses']?.['summary'] === true || this.options.summarised;
    return new ReasoningWriter(this.#place('rs'), { summary, redacted });
  }

  #place(kind: string): ItemPlace {
    const { response, frames } = this.options;
    const outputIndex = this.#entries.length;
    return { id: itemId(kind, response, outputIndex), outputIndex, frames };
  }

  #add<Writer extends ItemWriter>(writer: Writer): { readonly entry: Entry; readonly frames: string } {
    const entry: Entry = { writer, status: 'in_progress', openParts: 0, carried: [] };
    const outputIndex = this.#entries.push(entry) - 1;
    const item = writer.item('in_progress');
    const added = { output_index: outputIndex, item };
    return { entry, frames: this.options.frames.event('response.output_item.added', added) };
  }

  #open(part: number, writer: PartWriter, entry: Entry): void {
    entry.openParts += 1;
    this.#parts.set(part, { writer, entry });
  }

  #closeEnded(): string {
    return this.#entries
      .filter(({ status, openParts }) => status === 'in_progress' && openParts === 0)
      .map((entry) => this.#close(entry, 'completed'))
      .join('');
  }

  #close(entry: Entry, status: ItemStatus): string {
    entry.status = status;
    const done = { output_index: this.#entries.indexOf(entry), item: entry.writer.item(status) };
    const carriers = entry.carried.map((encrypted) => this.#carry(encrypted));
    return this.options.frames.event('response.output_item.done', done) + carriers.join('');
  }

  #carry(encrypted: string): string {
    const { entry, frames } = this.#add(new ReasoningWriter(this.#place('rs'), { summary: true, encrypted }));
    return frames + this.#close(entry, 'completed');
  }

  #started(part: number): { readonly writer: PartWriter; readonly entry: Entry } {
    const started = this.#parts.get(part);
    if (!started) throw new Error(`An event for part ${part}, which has not started`);
    return started;
  }
}
