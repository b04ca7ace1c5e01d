import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { backoffMs } from '../../../database/backoff.js';
import { Database } from '../../../database/database.js';
import type { Clock } from '../../../kernel/clock.js';
import { ROUTING_CLOCK } from '../routing-sources.js';
import { BindingsStore, type BindingCursor, type StoredBinding } from './bindings.store.js';

/** As many as there are registers for. */
const MOST = 100_000;
const PAGE = 5000;
/** Behind all that there are. */
const NEWEST: BindingCursor = { updatedAt: Date.UTC(9999, 0), key: '' };

/**
 * What the database knows of sessions: read once in the background when this node starts, and what `BindingsCatchUp` finds
 * later. Nothing is put into the registers before it is used, for it may be older than what other nodes say.
 */
@Injectable()
export class EarlierBindings implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Affinity');
  readonly #bindings = new Map<string, StoredBinding>();
  readonly #closing = new AbortController();
  #loading: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Database) private readonly database: Pick<Database, 'whenReady'>,
    private readonly store: BindingsStore,
    @Inject(ROUTING_CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    // Only from then on is it waited for at the end: a database that never comes would be waited for without one.
    void this.database.whenReady().then(
      () => (this.#loading = this.#loadInTheEnd()),
      () => undefined,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closing.abort();
    await this.#loading;
  }

  get size(): number {
    return this.#bindings.size;
  }

  find(key: string): StoredBinding | undefined {
    const found = this.#bindings.get(key);
    if (found === undefined) return undefined;
    if (found.expiresAt > this.clock.now()) return found;
    this.#bindings.delete(key);
    return undefined;
  }

  /** Another node has written it. The oldest make room. */
  learn(binding: StoredBinding): void {
    const known = this.#bindings.get(binding.key);
    if (known !== undefined && known.updatedAt >= binding.updatedAt) return;
    this.#bindings.delete(binding.key);
    this.#bindings.set(binding.key, binding);
    if (this.#bindings.size > MOST) this.#bindings.delete(this.#bindings.keys().next().value!);
  }

  /** Something newer is known. */
  forget(key: string): void {
    this.#bindings.delete(key);
  }

  /** Reads the newest ones, up to the bound. */
  async load(): Promise<void> {
    const targets = new Map<string, string>();
    for (let after = NEWEST; this.#bindings.size < MOST && !this.#closing.signal.aborted;) {
      const page = await this.store.page(after, PAGE);
      for (const binding of page) this.#keep(binding, targets);
      if (page.length < PAGE) return;
      after = page.at(-1)!;
    }
  }

  /** Many sessions are with one target: its name is kept once. */
  #keep(binding: StoredBinding, targets: Map<string, string>): void {
    const target = targets.get(binding.target) ?? binding.target;
    targets.set(target, target);
    this.#bindings.set(binding.key, { ...binding, target });
  }

  async #loadInTheEnd(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.load();
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#logger.warn(`Session bindings cannot be read yet, will retry: ${String(error)}`);
        await setTimeout(backoffMs(failures), undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }
}
