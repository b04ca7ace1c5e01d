import { type DestinationStream, pino } from 'pino';

const BLOCK_CHARACTERS = 32 * 1024;
const FLUSH_EVERY_MS = 100;
/** What waits for a reader that has stalled; beyond it lines are dropped, for a full pipe must cost no requests. */
const WAITING_BYTES = 16 * 1024 * 1024;

/**
 * Standard output in blocks, in the background. pino's own buffering looks through its whole buffer at every line, which
 * makes 30 KB of garbage a request; a list of lines does not.
 */
export class LogDestination implements DestinationStream {
  readonly #output = pino.destination({ dest: 1, sync: false, maxLength: WAITING_BYTES, maxWrite: 1024 * 1024 });
  readonly #timer = setInterval(() => this.#handOver(), FLUSH_EVERY_MS).unref();
  #lines: string[] = [];
  #length = 0;

  write(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= BLOCK_CHARACTERS) this.#handOver();
  }

  /** Calls back when everything is written. */
  flush(done: (error?: Error) => void = () => {}): void {
    this.#handOver();
    this.#output.flush(done);
  }

  /** For the last moments of a process that cannot wait. */
  flushSync(): void {
    clearInterval(this.#timer);
    this.#handOver();
    try {
      this.#output.flushSync();
    } catch {
      // Not even opened yet: nothing to flush into.
    }
  }

  #handOver(): void {
    if (this.#length === 0) return;
    const block = this.#lines.join('');
    this.#lines = [];
    this.#length = 0;
    this.#output.write(block);
  }
}
