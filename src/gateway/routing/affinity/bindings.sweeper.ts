import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BindingsStore } from './bindings.store.js';

const EVERY_MS = 600_000;
/** Deleted in one transaction: short ones, so that the embedded database is never held up for long. */
const BATCH = 1000;

/** Deletes bindings that have expired. Every node tries; the database lets one at a time. */
@Injectable()
export class BindingsSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('BindingsSweeper');
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly store: BindingsStore) {}

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
      for (let deleted = BATCH; deleted === BATCH && !this.#stopped;) deleted = await this.store.deleteExpired(BATCH);
    } catch (error) {
      // Expired ones are found by nobody; they can wait for the next round.
      this.#logger.warn(`Expired session bindings stay for now: ${String(error)}`);
    }
  }
}
