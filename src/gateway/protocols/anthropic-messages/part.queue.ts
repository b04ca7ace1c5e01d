import { GatewayError } from '../../../kernel/errors.js';
import type { AnswerEvent } from '../canonical/event.js';

export type PartEvent = Extract<AnswerEvent, { readonly type: 'part-start' | 'part-delta' | 'part-end' | 'citation' }>;

/** More than this waits for no block: so much in parallel is no answer that anybody reads. Characters. */
export const LONGEST_QUEUE = 16 * 1024 * 1024;

/**
 * Content blocks never interleave in this dialect, parts of an answer may (parallel tool calls). The events of the part
 * that began first pass; those of the others wait, in the order of their beginning, until it has ended.
 */
export class PartQueue {
  readonly #waiting = new Map<number, PartEvent[]>();
  #length = 0;

  /** @param model for the error when far too much is waiting */
  constructor(private readonly model: string) {}

  /** The events whose turn it is now that this one has come. */
  accept(event: PartEvent): readonly PartEvent[] {
    if (event.type === 'part-start') this.#waiting.set(event.part, []);
    const [current] = this.#waiting.keys();
    const queue = this.#waiting.get(event.part);
    // A citation may come after its part has ended.
    if (queue === undefined || event.part === current) return event.type === 'part-end' ? this.#next(event) : [event];
    if (event.type === 'part-delta') this.#keep(event.text.length);
    queue.push(event);
    return [];
  }

  /** The current part has ended: what has waited for that, up to a part that goes on. */
  #next(end: PartEvent): PartEvent[] {
    this.#waiting.delete(end.part);
    const events: PartEvent[] = [end];
    for (const [part, queue] of this.#waiting) {
      events.push(...joined(queue));
      this.#length -= lengthOf(queue);
      if (queue.at(-1)?.type !== 'part-end') {
        this.#waiting.set(part, []);
        break;
      }
      this.#waiting.delete(part);
    }
    return events;
  }

  #keep(length: number): void {
    this.#length += length;
    if (this.#length <= LONGEST_QUEUE) return;
    const reason = `more than ${LONGEST_QUEUE} characters of several parts at once`;
    throw new GatewayError('provider_invalid_response', { provider: this.model, reason });
  }
}

/** Pieces that have waited together go out as one. */
function joined(events: readonly PartEvent[]): PartEvent[] {
  const text = events.map((event) => (event.type === 'part-delta' ? event.text : '')).join('');
  const at = events.findIndex(({ type }) => type === 'part-delta');
  return events.flatMap((event, index): PartEvent[] => {
    if (event.type !== 'part-delta') return [event];
    return index === at ? [{ ...event, text }] : [];
  });
}

function lengthOf(events: readonly PartEvent[]): number {
  return events.reduce((sum, event) => sum + (event.type === 'part-delta' ? event.text.length : 0), 0);
}
