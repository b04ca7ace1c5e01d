import type { Clock } from '../../kernel/clock.js';
import type { AnswerStore, StoreMeter } from './answer.store.js';
import { type KeptAnswer, sizeOf } from './kept-answer.js';

interface Entry {
  readonly answer: KeptAnswer;
  readonly bytes: number;
  /** Monotonic milliseconds. */
  readonly until: number;
}

/** Answers of this process. Beyond the limit the least used go first. */
export class MemoryAnswerStore implements AnswerStore {
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(
    private readonly limitBytes: number,
    private readonly clock: Clock,
    private readonly meter: Pick<StoreMeter, 'evicted' | 'holds'>,
  ) {}

  get(key: string): KeptAnswer | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    if (entry.until <= this.clock.monotonic()) {
      this.#forget(key, entry);
      this.meter.holds(this.#bytes);
      return null;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.answer;
  }

  put(key: string, answer: KeptAnswer, ttlMs: number): void {
    const before = this.#entries.get(key);
    if (before !== undefined) this.#forget(key, before);
    const bytes = sizeOf(answer);
    // One that is larger than everything else together is not worth it.
    if (bytes <= this.limitBytes) {
      this.#entries.set(key, { answer, bytes, until: this.clock.monotonic() + ttlMs });
      this.#bytes += bytes;
      this.#makeRoom();
    }
    this.meter.holds(this.#bytes);
  }

  #makeRoom(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#bytes <= this.limitBytes) return;
      this.#forget(key, entry);
      if (entry.until > this.clock.monotonic()) this.meter.evicted();
    }
  }

  #forget(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}
