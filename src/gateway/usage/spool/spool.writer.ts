import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { formatSegmentName, thisHost } from './segment-name.js';

const SEGMENT_BYTES = 16 * 1024 * 1024;

/**
 * Appends usage lines to a local file. Synchronous on purpose: the line is with the operating system before the answer
 * ends, so killing the process loses nothing that was answered. One write costs a few microseconds (page cache).
 */
export class SpoolWriter {
  #fd: number | null = null;
  #path: string | null = null;
  #bytes = 0;
  #sequence = 0;
  readonly #createdAt = Date.now();

  constructor(private readonly directory: string) {}

  /** Path of the segment being written; readers must not remove it. */
  get currentSegment(): string | null {
    return this.#path;
  }

  /** Throws the system's error, e.g. ENOSPC; the line is then in no segment that is read. */
  append(line: string): void {
    const fd = this.#fd === null || this.#bytes > SEGMENT_BYTES ? this.#openNext() : this.#fd;
    const written = writeSync(fd, `${line}\n`);
    this.#bytes += written;
    if (written > Buffer.byteLength(line)) return;
    // A disk that fills up may take a part. Readers leave out a last line without its end, so it must stay the last.
    this.rotate();
    throw new Error('the disk took only a part of the line');
  }

  /** Tells other processes that this segment still has its writer. */
  touch(): void {
    if (this.#path === null) return;
    const now = new Date();
    try {
      utimesSync(this.#path, now, now);
    } catch {
      // Somebody has removed it; what is written from now on must be found.
      this.rotate();
    }
  }

  /** The next append starts a new segment; this one may then be removed once it is read. */
  rotate(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    this.#path = null;
    this.#bytes = 0;
  }

  #openNext(): number {
    this.rotate();
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    this.#sequence += 1;
    const name = formatSegmentName({
      createdAt: this.#createdAt,
      host: thisHost(),
      pid: process.pid,
      sequence: this.#sequence,
    });
    this.#path = join(this.directory, name);
    this.#fd = openSync(this.#path, 'a', 0o600);
    return this.#fd;
  }
}
