import type { JsonObject } from '../../../kernel/json.js';

/** What frames the events of an answer. */
export interface EventFrames {
  event(type: string, fields: JsonObject): string;
  /**
   * An event that differs from its neighbours only in its text.
   * @param opening as `deltaOpening` gives it
   * @param more further members, as JSON that begins with a comma
   */
  delta(opening: string, text: string, more?: string): string;
}

/** Everything of a delta event up to its text, built once a part. */
export function deltaOpening(type: string, place: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...place }).slice(0, -1)},"delta":`;
}

/** Server-sent events, each with its number: clients tell by it that none is missing. */
export class SseFrames implements EventFrames {
  constructor(private next = 0) {}

  event(type: string, fields: JsonObject): string {
    return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields, sequence_number: this.next++ })}\n\n`;
  }

  delta(opening: string, text: string, more = ''): string {
    return `${opening}${JSON.stringify(text)}${more},"sequence_number":${this.next++}}\n\n`;
  }
}

/** An answer that is not streamed has no events. */
export const NO_FRAMES: EventFrames = { event: () => '', delta: () => '' };
