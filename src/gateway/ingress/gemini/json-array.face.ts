import type { StreamFace } from '../wire/stream-face.js';

/**
 * `:streamGenerateContent` without `alt=sse`: one JSON array that grows by an element for each event. An error is an
 * element like the others.
 */
export class JsonArrayFace implements StreamFace {
  readonly contentType = 'application/json; charset=utf-8';
  readonly keepAlive = '\n';
  #began = false;

  show(frames: Buffer | string): string {
    return eventsIn(frames.toString())
      .map((event) => this.#before() + event)
      .join('');
  }

  end(): string {
    return this.#began ? '\r\n]' : '[]';
  }

  #before(): string {
    const separator = this.#began ? ',\r\n' : '[';
    this.#began = true;
    return separator;
  }
}

/** What the events carry, comments left out. Errors may come bare, over several lines and without `data:`. */
function eventsIn(frames: string): string[] {
  return frames.split(/\r\n\r\n|\n\n/).flatMap((frame) => {
    const lines = frame.split(/\r\n|\n/).filter((line) => line !== '' && !line.startsWith(':'));
    const event = lines.map((line) => line.replace(/^data: ?/, '')).join('\n');
    return event === '' ? [] : [event];
  });
}
