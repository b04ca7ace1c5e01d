import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { ChannelSubscription } from '../database/connection.js';
import type { ControlEvent } from './control-event.js';
import { type EventRow, toControlEvent } from './event-row.js';

export const CONTROL_EVENTS_CHANNEL = 'control_events';
const BATCH = 500;

export type ControlEventListener = (event: ControlEvent) => void;

/**
 * Tells this node about every event appended by any node since this one started: in position order, each once.
 * Notifications only say "look": what is delivered is always read by position, so that none is lost in a gap of
 * listening and none comes twice.
 */
@Injectable()
export class ControlEventFeed implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('ControlEventFeed');
  readonly #listeners = new Set<ControlEventListener>();
  /** The last position delivered; `null` until the feed has started. */
  #position: bigint | null = null;
  #subscription: ChannelSubscription | null = null;
  #reading: Promise<void> = Promise.resolve();
  #isReading = false;
  #isStale = false;
  #isClosed = false;

  constructor(private readonly database: Database) {}

  /** A database that is away at the start delays the feed, not the start. */
  async onModuleInit(): Promise<void> {
    const started = this.database.whenReady().then(() => this.#start());
    if (this.database.state().ready) await started;
    else started.catch((error: unknown) => this.#logger.warn(`Not started: ${String(error)}`));
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isClosed = true;
    await this.#subscription?.close();
    await this.#reading;
  }

  /** The listener must not wait; it drops or replaces something in memory. Returns the way out. */
  subscribe(listener: ControlEventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Reads and delivers what is new; called after every append, notification and gap. Resolves when everything that was
   * there at the call has been delivered to this node, or cannot be read now. Never rejects.
   */
  catchUp(): Promise<void> {
    this.#isStale = true;
    if (!this.#isReading) this.#reading = this.#readOn();
    return this.#reading;
  }

  async #start(): Promise<void> {
    const [last] = await this.database.query<{ position: string }>(
      'SELECT coalesce(max(position), 0) AS position FROM control_events',
    );
    if (this.#isClosed) return;
    this.#position = BigInt(last?.position ?? 0);
    // Listening begins after the position was read, and begins with a catch-up: nothing falls between.
    this.#subscription = this.database.listen(CONTROL_EVENTS_CHANNEL, () => void this.catchUp());
  }

  async #readOn(): Promise<void> {
    this.#isReading = true;
    while (this.#isStale && !this.#isClosed && this.#position !== null) {
      this.#isStale = false;
      try {
        this.#isStale = await this.#deliverAfter(this.#position);
      } catch (error) {
        // The listening connection calls again, at its next heartbeat or when it is back.
        this.#logger.warn(`Control events could not be read: ${String(error)}`);
      }
    }
    this.#isReading = false;
  }

  /** Answers whether there may be more. */
  async #deliverAfter(position: bigint): Promise<boolean> {
    const batch = await this.database.query<EventRow>(
      'SELECT * FROM control_events WHERE position > $1 ORDER BY position LIMIT $2',
      [position.toString(), BATCH],
    );
    for (const row of batch) {
      this.#position = BigInt(row.position);
      this.#deliver(row);
    }
    return batch.length === BATCH || this.#isStale;
  }

  #deliver(row: EventRow): void {
    const event = this.#parse(row);
    if (!event) return;
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error(`A listener failed on control event ${row.position}: ${String(error)}`);
      }
    }
  }

  /** During a rolling upgrade a newer node may write events that this release does not know and does not need. */
  #parse(row: EventRow): ControlEvent | null {
    try {
      return toControlEvent(row);
    } catch (error) {
      this.#logger.error(`Control event ${row.position} was passed over: ${String(error)}`);
      return null;
    }
  }
}
