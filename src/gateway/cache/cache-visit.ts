import type { Clock } from '../../kernel/clock.js';
import { AnswerRecording } from './answer-recording.js';
import type { AnswerStore } from './answer.store.js';
import type { CacheUse } from './cache-mode.js';
import type { KeptAnswer } from './kept-answer.js';
import { ownCopy } from './own-copy.js';

/** What is known of an answer besides its bytes. */
export type AnswerAbout = Omit<KeptAnswer, 'blocks' | 'keptAt'>;

/** Where a request's answer is, or will be. */
export interface CachePlace {
  readonly key: string;
  readonly ttlMs: number;
  readonly use: CacheUse;
  /** The largest answer that is kept, bytes. */
  readonly limitBytes: number;
}

/** Told what becomes of visits. */
export interface VisitMeter {
  found(hit: KeptAnswer | null): void;
  stored(bytes: number): void;
}

/** The cache's part in one request. */
export class CacheVisit {
  readonly #found: KeptAnswer | null | Promise<KeptAnswer | null>;

  /** Asks at once, so that the question travels while the request is admitted. */
  constructor(
    private readonly place: CachePlace,
    private readonly store: AnswerStore,
    private readonly meter: VisitMeter,
    private readonly clock: Clock,
  ) {
    this.#found = place.use.reads ? store.get(place.key) : null;
  }

  get reads(): boolean {
    return this.place.use.reads;
  }

  /** The answer that was kept, for requests that read; to be called once. Never rejects. */
  async read(): Promise<KeptAnswer | null> {
    const found = this.#found instanceof Promise ? await this.#found : this.#found;
    if (this.reads) this.meter.found(found);
    return found;
  }

  /** For a stream that is to be kept; `null` for requests that do not write. */
  record(): AnswerRecording | null {
    return this.place.use.writes ? new AnswerRecording(this.place.limitBytes) : null;
  }

  keepStream(about: AnswerAbout, recording: AnswerRecording): void {
    const blocks = recording.blocks();
    if (blocks !== null) this.#keep(about, blocks);
  }

  keepWhole(about: AnswerAbout, body: Buffer): void {
    if (this.place.use.writes && body.length <= this.place.limitBytes) this.#keep(about, [ownCopy([body])]);
  }

  #keep(about: AnswerAbout, blocks: readonly Buffer[]): void {
    const { key, ttlMs } = this.place;
    this.store.put(key, { ...about, keptAt: this.clock.now(), blocks }, ttlMs);
    this.meter.stored(blocks.reduce((sum, { length }) => sum + length, 0));
  }
}
