const HEAD_END = '\r\n\r\n';
const TAIL_BYTES = 16;
const CR = 0x0d;
const LF = 0x0a;

type State = 'head' | 'sized-body' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer' | 'complete';

/**
 * Reads one HTTP/1.1 response after the other from a connection, and keeps of each only what the check of a benchmark
 * needs: status, length of the body without its framing, and its last bytes. It allocates nothing per event.
 */
export class ResponseReader {
  status = 0;
  bodyBytes = 0;
  #state: State = 'head';
  #head = '';
  /** Left of the body, or of the current chunk. */
  #left = 0;
  #size = 0;
  readonly #tail = Buffer.alloc(TAIL_BYTES);
  #tailBytes = 0;

  /** Takes a network read. Throws on what is not HTTP, and on bytes after the end of the response. */
  feed(read: Buffer): void {
    let at = 0;
    while (at < read.length) {
      switch (this.#state) {
        case 'head':
          at = this.#readHead(read, at);
          break;
        case 'sized-body':
          at = this.#readBody(read, at, 'complete');
          break;
        case 'chunk-size':
          at = this.#readChunkSize(read, at);
          break;
        case 'chunk':
          at = this.#readBody(read, at, 'chunk-end');
          break;
        case 'chunk-end':
          if (read[at++] === LF) this.#state = 'chunk-size';
          break;
        case 'trailer':
          at = this.#readTrailer(read, at);
          break;
        case 'complete':
          throw new Error('bytes after the end of the response');
      }
    }
  }

  get isComplete(): boolean {
    return this.#state === 'complete';
  }

  /** Whether the body ends with these (at most 16) bytes. */
  endsWith(ending: string): boolean {
    return this.#tail.toString('latin1', 0, this.#tailBytes).endsWith(ending);
  }

  /** Makes it ready for the next response. */
  reset(): void {
    this.status = 0;
    this.bodyBytes = 0;
    this.#state = 'head';
    this.#head = '';
    this.#tailBytes = 0;
  }

  #readHead(read: Buffer, at: number): number {
    // The separator itself may be split between two reads, so it is looked for in all of the head so far.
    const before = this.#head.length;
    this.#head += read.toString('latin1', at);
    const end = this.#head.indexOf(HEAD_END);
    if (end === -1) return read.length;
    const consumed = end + HEAD_END.length - before;
    const head = this.#head.slice(0, end + 2);
    if (!head.startsWith('HTTP/1.1 ')) throw new Error('not an HTTP/1.1 response');
    this.status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head);
    if (length) this.#begin('sized-body', Number(length[1]));
    else if (/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) this.#begin('chunk-size', 0);
    else throw new Error('a response with neither content-length nor chunks');
    return at + consumed;
  }

  #begin(state: State, left: number): void {
    this.#left = left;
    this.#size = 0;
    this.#state = state === 'sized-body' && left === 0 ? 'complete' : state;
  }

  #readBody(read: Buffer, at: number, next: State): number {
    const end = Math.min(read.length, at + this.#left);
    this.#left -= end - at;
    this.bodyBytes += end - at;
    this.#keepTail(read, at, end);
    if (this.#left === 0) this.#state = next;
    return end;
  }

  #keepTail(read: Buffer, at: number, end: number): void {
    const added = Math.min(TAIL_BYTES, end - at);
    const kept = Math.min(this.#tailBytes, TAIL_BYTES - added);
    this.#tail.copyWithin(0, this.#tailBytes - kept, this.#tailBytes);
    read.copy(this.#tail, kept, end - added, end);
    this.#tailBytes = kept + added;
  }

  /** Hexadecimal digits up to the line's end. Nothing under test sends chunk extensions. */
  #readChunkSize(read: Buffer, from: number): number {
    for (let at = from; at < read.length; at++) {
      const byte = read[at] as number;
      if (byte === LF) {
        this.#left = this.#size;
        this.#size = 0;
        this.#state = this.#left === 0 ? 'trailer' : 'chunk';
        return at + 1;
      }
      if (byte !== CR) this.#size = this.#size * 16 + hexadecimal(byte);
    }
    return read.length;
  }

  /** Trailer fields are not expected: the empty line follows the last chunk at once. */
  #readTrailer(read: Buffer, at: number): number {
    const byte = read[at];
    if (byte === LF) this.#state = 'complete';
    else if (byte !== CR) throw new Error('a trailer field after the last chunk');
    return at + 1;
  }
}

function hexadecimal(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  if (lower >= 0x61 && lower <= 0x66) return lower - 0x61 + 10;
  throw new Error(`not a chunk size: byte ${byte}`);
}
