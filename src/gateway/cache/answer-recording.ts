import { tap, type Observable } from 'rxjs';
import { ownCopy } from './own-copy.js';

/** So many bytes are written at once when a stream is replayed; its own chunks may be a hundred bytes long. */
const BLOCK_BYTES = 16 * 1024;

/**
 * Keeps the frames of a stream as they pass: one reference per network read. A stream that grows past the limit is let go.
 */
export class AnswerRecording {
  #frames: (Buffer | string)[] = [];
  #bytes = 0;

  constructor(private readonly limitBytes: number) {}

  watch<Frames extends Buffer | string>(frames: Observable<Frames>): Observable<Frames> {
    return frames.pipe(tap((frame) => this.#add(frame)));
  }

  /** Whole frames in a few blocks; `null` where it was too much. */
  blocks(): readonly Buffer[] | null {
    if (this.#bytes > this.limitBytes) return null;
    const blocks: Buffer[] = [];
    let parts: Buffer[] = [];
    let size = 0;
    for (const frame of this.#frames) {
      const part = typeof frame === 'string' ? Buffer.from(frame) : frame;
      parts.push(part);
      size += part.length;
      if (size < BLOCK_BYTES) continue;
      blocks.push(ownCopy(parts));
      parts = [];
      size = 0;
    }
    if (size > 0) blocks.push(ownCopy(parts));
    return blocks;
  }

  #add(frame: Buffer | string): void {
    if (this.#bytes > this.limitBytes) return;
    // Characters of a text, not bytes: near enough for a limit.
    this.#bytes += frame.length;
    if (this.#bytes > this.limitBytes) this.#frames = [];
    else this.#frames.push(frame);
  }
}
