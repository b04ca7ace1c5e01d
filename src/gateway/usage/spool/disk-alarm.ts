import { Logger } from '@nestjs/common';

const SAY_AGAIN_AFTER_MS = 60_000;

/** Says that the disk refuses lines: at once, then once a minute, and when it takes them again. */
export class DiskAlarm {
  readonly #logger = new Logger('UsageLedger');
  #saidAt: number | null = null;
  #reason: string | null = null;

  /** Lines refused since the start. */
  refused = 0;

  /** Why the last line was refused; `null` when it was taken. */
  get reason(): string | null {
    return this.#reason;
  }

  /** @param now monotonic milliseconds */
  refusedLine(error: unknown, now: number): void {
    this.refused += 1;
    this.#reason = String(error);
    if (this.#saidAt !== null && now - this.#saidAt < SAY_AGAIN_AFTER_MS) return;
    this.#saidAt = now;
    this.#logger.error(`The usage spool cannot be written, ${this.refused} rows so far: ${this.#reason}`);
  }

  tookLine(): void {
    if (this.#reason === null) return;
    this.#reason = null;
    this.#logger.log('The usage spool can be written again.');
  }
}
