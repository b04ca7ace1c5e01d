import { GatewayError } from '../../../kernel/errors.js';
import type { Framing } from '../../protocols/dialect.js';

const LF = 0x0a;
const CR = 0x0d;

/** No vendor sends a frame of this size; a stream that never ends one must not fill the memory. */
const MAX_FRAME_BYTES = 32 * 1024 * 1024;

/**
 * Cuts bytes at frame ends without reading them, so that only whole frames travel on: a frame that we add (an error, a
 * keep-alive) can then never land inside a half-sent one.
 */
export class FrameCutter {
  #rest: Buffer[] = [];
  #restBytes = 0;

  constructor(
    private readonly framing: Framing,
    private readonly provider: string,
  ) {}

  /** Everything up to the last frame end seen so far; `null` while no frame is whole. */
  push(chunk: Buffer): Buffer | null {
    const end = this.framing === 'sse' ? this.#endOfSse(chunk) : chunk.lastIndexOf(LF) + 1;
    if (end === 0) {
      this.#keep(chunk);
      return null;
    }
    const whole = end === chunk.length ? chunk : chunk.subarray(0, end);
    const frames = this.#restBytes === 0 ? whole : Buffer.concat([...this.#rest, whole]);
    this.#rest = [];
    this.#restBytes = 0;
    if (end < chunk.length) this.#keep(chunk.subarray(end));
    return frames;
  }

  /** What came after the last frame end: some servers leave out the last blank line. */
  flush(): Buffer | null {
    if (this.#restBytes === 0) return null;
    const rest = Buffer.concat(this.#rest);
    this.#rest = [];
    this.#restBytes = 0;
    return rest;
  }

  #keep(part: Buffer): void {
    this.#rest.push(part);
    this.#restBytes += part.length;
    if (this.#restBytes > MAX_FRAME_BYTES) {
      const reason = `a frame of more than ${MAX_FRAME_BYTES} bytes`;
      throw new GatewayError('provider_invalid_response', { provider: this.provider, reason });
    }
  }

  /** An SSE frame ends with an empty line: LF LF, or LF CR LF in CRLF streams. 0 when none ends in this chunk. */
  #endOfSse(chunk: Buffer): number {
    for (let at = chunk.lastIndexOf(LF); at >= 0; at = at === 0 ? -1 : chunk.lastIndexOf(LF, at - 1)) {
      const before = this.#byteAt(chunk, at - 1);
      if (before === LF) return at + 1;
      if (before === CR && this.#byteAt(chunk, at - 2) === LF) return at + 1;
    }
    return 0;
  }

  /** Negative positions look back into what was kept: a frame end may be split over two reads. */
  #byteAt(chunk: Buffer, at: number): number | undefined {
    if (at >= 0) return chunk[at];
    let back = -at;
    for (let index = this.#rest.length - 1; index >= 0; index -= 1) {
      const part = this.#rest[index] as Buffer;
      if (back <= part.length) return part[part.length - back];
      back -= part.length;
    }
    return undefined;
  }
}
