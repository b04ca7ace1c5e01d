import type { JsonObject } from '../../../kernel/json.js';
import type { Citation } from '../canonical/citation.js';
import type { TokenLogprob } from '../canonical/event.js';
import { encodeLogprobs } from '../canonical/token-logprobs.js';
import { encodeAnnotation } from './annotations.js';
import { deltaOpening } from './event-frames.js';
import type { ItemPlace, ItemStatus, ItemWriter, PartWriter } from './item.writer.js';

/** Required on every delta, also where nobody asked for them. */
const NO_LOGPROBS = ',"logprobs":[]';

/** What the assistant says: an item with a part for each text or refusal. */
export class MessageWriter implements ItemWriter {
  readonly #parts: (TextWriter | RefusalWriter)[] = [];

  constructor(private readonly at: ItemPlace) {}

  begin(kind: 'text' | 'refusal'): { readonly writer: PartWriter; readonly frames: string } {
    const place = { item_id: this.at.id, output_index: this.at.outputIndex, content_index: this.#parts.length };
    const part = kind === 'text' ? new TextWriter(this.at, place) : new RefusalWriter(this.at, place);
    this.#parts.push(part);
    return {
      writer: part,
      frames: this.at.frames.event('response.content_part.added', { ...place, part: part.content() }),
    };
  }

  item(status: ItemStatus): JsonObject {
    return {
      id: this.at.id,
      type: 'message',
      status,
      content: this.#parts.map((part) => part.content()),
      role: 'assistant',
    };
  }
}

export class TextWriter implements PartWriter {
  readonly signed = { kind: 'text' } as const;
  readonly #opening: string;
  readonly #logprobs: JsonObject[] = [];
  readonly #annotations: JsonObject[] = [];
  #text = '';

  constructor(
    private readonly at: ItemPlace,
    private readonly place: JsonObject,
  ) {
    this.#opening = deltaOpening('response.output_text.delta', place);
  }

  delta(text: string, logprobs?: readonly TokenLogprob[]): string {
    this.#text += text;
    const scores = logprobs && encodeLogprobs(logprobs);
    if (scores) this.#logprobs.push(...scores);
    return this.at.frames.delta(this.#opening, text, scores ? `,"logprobs":${JSON.stringify(scores)}` : NO_LOGPROBS);
  }

  cite(citation: Citation): string {
    const annotation = encodeAnnotation(citation, this.#text);
    if (!annotation) return '';
    const index = this.#annotations.push(annotation) - 1;
    return this.at.frames.event('response.output_text.annotation.added', {
      ...this.place,
      annotation_index: index,
      annotation,
    });
  }

  end(): string {
    const { frames } = this.at;
    return (
      frames.event('response.output_text.done', { ...this.place, text: this.#text, logprobs: this.#logprobs }) +
      frames.event('response.content_part.done', { ...this.place, part: this.content() })
    );
  }

  content(): JsonObject {
    return { type: 'output_text', annotations: this.#annotations, logprobs: this.#logprobs, text: this.#text };
  }
}

class RefusalWriter implements PartWriter {
  readonly #opening: string;
  #refusal = '';

  constructor(
    private readonly at: ItemPlace,
    private readonly place: JsonObject,
  ) {
    this.#opening = deltaOpening('response.refusal.delta', place);
  }

  delta(text: string): string {
    this.#refusal += text;
    return this.at.frames.delta(this.#opening, text);
  }

  end(): string {
    const { frames } = this.at;
    return (
      frames.event('response.refusal.done', { ...this.place, refusal: this.#refusal }) +
      frames.event('response.content_part.done', { ...this.place, part: this.content() })
    );
  }

  content(): JsonObject {
    return { type: 'refusal', refusal: this.#refusal };
  }
}
