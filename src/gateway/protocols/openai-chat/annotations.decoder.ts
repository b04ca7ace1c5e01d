import type { JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import { decodeAnnotation } from './annotations.js';

/** Gives the citations of one choice to its text parts. OpenAI counts their places over the joined content. */
export class AnnotationsDecoder {
  readonly #texts: { readonly part: number; readonly start: number }[] = [];
  #length = 0;

  constructor(private readonly choice: number) {}

  textBegins(part: number): void {
    this.#texts.push({ part, start: this.#length });
  }

  textGrows(length: number): void {
    this.#length += length;
  }

  /** Returns what is no citation of a text that has come: other kinds of annotations. */
  decode(annotations: readonly JsonValue[], events: CanonicalEvent[]): JsonValue[] {
    return annotations.filter((annotation) => {
      const cited = decodeAnnotation(annotation);
      const text = cited && this.#textAt(cited.start);
      if (!cited || !text) return true;
      const { start, end, ...citation } = cited;
      events.push({
        type: 'citation',
        choice: this.choice,
        part: text.part,
        citation: {
          ...citation,
          ...(start === undefined ? {} : { start: start - text.start }),
          ...(end === undefined ? {} : { end: end - text.start }),
        },
      });
      return false;
    });
  }

  #textAt(place: number | undefined): { readonly part: number; readonly start: number } | undefined {
    return this.#texts.findLast(({ start }) => place === undefined || start <= place) ?? this.#texts[0];
  }
}
