import { setImmediate, setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import { backoffMs } from '../../database/backoff.js';
import { isContentError } from '../../database/content-error.js';
import { METRIC } from '../../observability/metrics.js';
import { ConversationStore } from './conversation.store.js';
import { sizeOf, type Turn } from './turn.js';

/** While the database is away; beyond it the oldest turns are lost and counted. */
const WAITING_LIMIT_BYTES = 128 * 1024 * 1024;
const BATCH_TURNS = 64;
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Writes turns after their answers, off the path of the request. Until a turn is written it waits in memory and is found
 * there; a database that is away is tried again until it is back.
 */
@Injectable()
export class ConversationWriter implements BeforeApplicationShutdown {
  readonly #logger = new Logger('ConversationWriter');
  readonly #waiting = new Map<string, Turn>();
  readonly #closing = new AbortController();
  #waitingBytes = 0;
  #loop: Promise<void> | null = null;
  #insertion: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: ConversationStore,
    @InjectMetric(METRIC.conversationTurnsWaiting) private readonly waiting: Gauge,
    @InjectMetric(METRIC.conversationTurnsLost) private readonly lost: Counter,
  ) {}

  add(turn: Turn): void {
    this.#waiting.set(turn.id, turn);
    this.#waitingBytes += sizeOf(turn);
    for (const oldest of this.#waiting.values()) {
      if (this.#waitingBytes <= WAITING_LIMIT_BYTES) break;
      this.#lose(oldest, 'too many are waiting for the database');
    }
    this.waiting.set(this.#waiting.size);
    this.#start();
  }

  /** A turn that is not written yet. */
  get(id: string, userId: string): Turn | undefined {
    const turn = this.#waiting.get(id);
    return turn?.userId === userId ? turn : undefined;
  }

  /** Takes a turn back; when this resolves, nothing will write it any more. Whether it was still waiting. */
  async withdraw(id: string, userId: string): Promise<boolean> {
    const turn = this.get(id, userId);
    if (turn === undefined) return false;
    this.#forget(turn);
    await this.#insertion.catch(() => undefined);
    return true;
  }

  /** Before the database closes: what it does not take now is lost with this process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#closing.abort();
    await this.#loop;
    for (const turn of this.#waiting.values()) this.#lose(turn, 'the node stops while the database is away');
  }

  #start(): void {
    this.#loop ??= this.#writeAll().finally(() => {
      this.#loop = null;
      // One may have come while the loop was on its way out.
      if (this.#waiting.size > 0 && !this.#closing.signal.aborted) this.#start();
    });
  }

  async #writeAll(): Promise<void> {
    // The answer goes out first.
    await setImmediate();
    let batchLimit = BATCH_TURNS;
    for (let failures = 0; this.#waiting.size > 0;) {
      const batch = this.#next(batchLimit);
      try {
        this.#insertion = this.store.insert(batch);
        await this.#insertion;
        for (const turn of batch) this.#forget(turn);
        failures = 0;
        batchLimit = BATCH_TURNS;
      } catch (error) {
        if (isContentError(error)) {
          // One turn that the database refuses must not hold up the others: find it by halves.
          if (batch.length === 1) this.#lose(batch[0]!, `the database refuses it: ${String(error)}`);
          else batchLimit = Math.ceil(batch.length / 2);
          continue;
        }
        if (this.#closing.signal.aborted) return;
        if (failures === 0) this.#logger.warn(`Conversations wait in memory, will retry: ${String(error)}`);
        await setTimeout(backoffMs(failures), undefined, { signal: this.#closing.signal }).catch(() => undefined);
        failures += 1;
      }
    }
  }

  /** The oldest ones: a turn is never written before the one that it continues. */
  #next(limit: number): Turn[] {
    const batch: Turn[] = [];
    let bytes = 0;
    for (const turn of this.#waiting.values()) {
      bytes += sizeOf(turn);
      if (batch.length > 0 && (batch.length >= limit || bytes > BATCH_BYTES)) break;
      batch.push(turn);
    }
    return batch;
  }

  #lose(turn: Turn, reason: string): void {
    this.#forget(turn);
    this.lost.inc();
    this.#logger.warn(`The answer ${turn.id} is not kept and cannot be continued: ${reason}`);
  }

  #forget(turn: Turn): void {
    if (!this.#waiting.delete(turn.id)) return;
    this.#waitingBytes -= sizeOf(turn);
    this.waiting.set(this.#waiting.size);
  }
}
