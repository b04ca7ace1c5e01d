import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ConversationStore } from './conversation.store.js';

const EVERY_MS = 600_000;
/** Deleted in one transaction: short ones, so that the embedded database is never held up for long. */
const BATCH = 100;

/** Deletes what has expired. Every node tries; the database lets one at a time. */
@Injectable()
export class ConversationSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('ConversationSweeper');
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly store: ConversationStore) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => (this.#sweeping = this.sweep()), EVERY_MS);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Never rejects. */
  async sweep(): Promise<void> {
    try {
      let total = 0;
      for (let deleted = BATCH; deleted === BATCH && !this.#stopped; total += deleted) {
        deleted = await this.store.deleteExpired(BATCH);
      }
      if (total > 0) this.#logger.log(`${total} conversations have expired and are deleted.`);
    } catch (error) {
      // Expired ones are found by nobody; they can wait for the next round.
      this.#logger.warn(`Expired conversations stay for now: ${String(error)}`);
    }
  }
}
