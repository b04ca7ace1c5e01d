import { setImmediate, setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { backoffMs } from '../../../database/backoff.js';
import { BindingsStore, type StoredBinding } from './bindings.store.js';

/** While the database is away; beyond it the oldest are not written. */
const MOST_WAITING = 50_000;
const BATCH = 500;

/** Writes bindings behind the requests that made them. Of a session that moves on meanwhile only the last word is written. */
@Injectable()
export class BindingsWriter implements BeforeApplicationShutdown {
  readonly #logger = new Logger('BindingsWriter');
  readonly #waiting = new Map<string, StoredBinding>();
  readonly #closing = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(private readonly store: BindingsStore) {}

  get waiting(): number {
    return this.#waiting.size;
  }

  add(binding: StoredBinding): void {
    this.#waiting.delete(binding.key);
    this.#waiting.set(binding.key, binding);
    if (this.#waiting.size > MOST_WAITING) this.#waiting.delete(this.#waiting.keys().next().value!);
    this.#start();
  }

  /** Before the database closes: what it does not take now is found again by the other nodes, or not at all. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#closing.abort();
    await this.#loop;
  }

  #start(): void {
    this.#loop ??= this.#writeAll().finally(() => {
      this.#loop = null;
      // One may have come while the loop was on its way out.
      if (this.#waiting.size > 0 && !this.#closing.signal.aborted) this.#start();
    });
  }

  async #writeAll(): Promise<void> {
    const { signal } = this.#closing;
    // The request goes out first.
    await setImmediate();
    for (let failures = 0; this.#waiting.size > 0;) {
      const batch = this.#next();
      try {
        await this.store.upsert(batch);
        for (const binding of batch) this.#written(binding);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (failures === 0) this.#logger.warn(`Session bindings wait in memory, will retry: ${String(error)}`);
        await setTimeout(backoffMs(failures), undefined, { signal }).catch(() => undefined);
        failures += 1;
      }
    }
  }

  #next(): StoredBinding[] {
    const batch: StoredBinding[] = [];
    for (const binding of this.#waiting.values()) {
      if (batch.length === BATCH) break;
      batch.push(binding);
    }
    return batch;
  }

  #written(binding: StoredBinding): void {
    if (this.#waiting.get(binding.key) === binding) this.#waiting.delete(binding.key);
  }
}
