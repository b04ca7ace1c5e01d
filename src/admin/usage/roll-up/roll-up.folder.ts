import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { RollUpStore } from './roll-up.store.js';

/** Readers take what is not folded yet as well, so this is about their speed, not about being up to date. */
const EVERY_MS = 5000;
/** In one transaction: short ones, so that the embedded database is never held up for long. */
const BATCH = 10_000;

/** Folds the ledger's changes into the roll-ups. Every node tries; the database lets one at a time. */
@Injectable()
export class RollUpFolder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('RollUpFolder');
  #timer: NodeJS.Timeout | null = null;
  #folding: Promise<void> | null = null;
  #stopped = false;
  #failing = false;

  constructor(private readonly store: RollUpStore) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#folding ??= this.fold().finally(() => (this.#folding = null));
    }, EVERY_MS);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#folding;
  }

  /** Never rejects. */
  async fold(): Promise<void> {
    try {
      for (let folded = BATCH; folded === BATCH && !this.#stopped;) folded = await this.store.fold(BATCH);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing)
        this.#logger.warn(`Roll-ups are not folded for now, reading them gets slower: ${String(error)}`);
      this.#failing = true;
    }
  }
}
