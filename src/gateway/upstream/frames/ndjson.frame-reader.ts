import type { WireFrame } from '../../protocols/codec.js';
import type { FrameReader } from './frame-reader.js';
import { type FrameLimits, LineSplitter } from './line.splitter.js';

/** One JSON value a line out of raw bytes; blank lines are nothing. */
export class NdjsonFrameReader implements FrameReader {
  readonly #lines: LineSplitter;

  constructor(limits: FrameLimits) {
    this.#lines = new LineSplitter(limits);
  }

  push(chunk: Buffer): WireFrame[] {
    return toFrames(this.#lines.push(chunk));
  }

  end(): WireFrame[] {
    return toFrames(this.#lines.end());
  }
}

function toFrames(lines: readonly string[]): WireFrame[] {
  const frames: WireFrame[] = [];
  for (const line of lines) {
    if (line.trim() !== '') frames.push({ data: line });
  }
  return frames;
}
