import type { WireFrame } from '../../protocols/codec.js';
import type { FrameReader } from './frame-reader.js';
import { type FrameLimits, frameTooLong, LineSplitter } from './line.splitter.js';

/**
 * Server-sent events out of raw bytes (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 * Tolerated beyond the specification: a last event without its blank line, and JSON that stands bare between the
 * events, as some servers report errors in a stream that has begun.
 */
export class SseFrameReader implements FrameReader {
  readonly #lines: LineSplitter;
  #event: string | undefined;
  #data: string | undefined;
  #bare = '';

  constructor(private readonly limits: FrameLimits) {
    this.#lines = new LineSplitter(limits);
  }

  push(chunk: Buffer): WireFrame[] {
    return this.#read(this.#lines.push(chunk));
  }

  end(): WireFrame[] {
    const frames = this.#read(this.#lines.end());
    this.#dispatch(frames);
    return frames;
  }

  #read(lines: readonly string[]): WireFrame[] {
    const frames: WireFrame[] = [];
    for (const line of lines) {
      if (line === '') this.#dispatch(frames);
      else if (line.startsWith('data: ')) this.#addData(line.slice(6));
      else this.#readField(line);
    }
    return frames;
  }

  #readField(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon === -1 ? line : line.slice(0, colon);
    const start = line[colon + 1] === ' ' ? colon + 2 : colon + 1;
    const value = colon === -1 ? '' : line.slice(start);
    switch (name) {
      case 'data':
        this.#addData(value);
        break;
      case 'event':
        this.#event = value;
        break;
      case 'id':
      case 'retry':
        break;
      default:
        this.#bare += line;
        this.#guard(this.#bare.length);
    }
  }

  #addData(value: string): void {
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    this.#guard(this.#data.length);
  }

  #dispatch(frames: WireFrame[]): void {
    if (this.#data) frames.push(this.#event ? { event: this.#event, data: this.#data } : { data: this.#data });
    if (this.#bare.startsWith('{') || this.#bare.startsWith('[')) frames.push({ data: this.#bare });
    this.#event = undefined;
    this.#data = undefined;
    this.#bare = '';
  }

  #guard(length: number): void {
    if (length > this.limits.maxFrameLength) throw frameTooLong(this.limits);
  }
}
