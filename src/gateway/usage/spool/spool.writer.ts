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

  /** Throws the system's error, e.g. ENOSPC; nothing is half-counted then. */
  append(line: string): void {
    if (this.#fd === null || this.#bytes > SEGMENT_BYTES) this.#openNext();
    this.#bytes += writeSync(this.#fd as number, `${line}\n`);
  }

  /** Tells other processes that this segment still has its writer. */
  touch(): void {
    if (this.#path === null) return;
    const now = new Date();
    utimesSync(this.#path, now, now);
  }

  /** The next append starts a new segment; this one may then be removed once it is read. */
  rotate(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    this.#path = null;
    this.#bytes = 0;
  }

  #openNext(): void {
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
  }
}
