import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Clock } from '../../../kernel/clock.js';
import { ReplicationLoop } from '../../../replication/replication.loop.js';
import { ROUTING_CLOCK } from '../routing-sources.js';
import { type BindingCursor, BindingsStore } from './bindings.store.js';
import { SessionBindings } from './session-bindings.js';

const EVERY_MS = 10_000;
/** Rows are written a little after their time, by nodes whose clocks differ a little. */
const OVERLAP_MS = 10_000;
const PAGE = 5000;
/** What comes beyond waits for the next round. */
const PAGES = 4;

/**
 * While nodes cannot hear each other (there is no Redis, or it is away) they read from the database which sessions the others
 * have moved: every ten seconds what is new, in pages, behind the requests. The embedded database has no other node.
 */
@Injectable()
export class BindingsCatchUp implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('Affinity');
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> = Promise.resolve();
  #after: BindingCursor;
  #wasApart = false;
  #hasFailed = false;

  constructor(
    @Inject(Database) private readonly database: Pick<Database, 'kind'>,
    private readonly store: BindingsStore,
    private readonly bindings: SessionBindings,
    @Inject(ReplicationLoop) private readonly replication: Pick<ReplicationLoop, 'isConnected'>,
    @Inject(ROUTING_CLOCK) private readonly clock: Clock,
  ) {
    this.#after = this.#from(clock.now());
  }

  onApplicationBootstrap(): void {
    if (this.database.kind === 'postgres') this.#wait();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#reading;
  }

  /** Reads what is new, also once more after the others can be heard again. Never rejects. */
  async round(): Promise<void> {
    const isApart = !this.replication.isConnected;
    if (!isApart && !this.#wasApart) {
      this.#after = this.#from(this.clock.now());
      return;
    }
    try {
      await this.#read();
      this.#wasApart = isApart;
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#logger.warn(`Session bindings of other nodes cannot be read: ${String(error)}`);
      this.#hasFailed = true;
    }
  }

  async #read(): Promise<void> {
    // What a clock that is ahead has written is read again, rather than all behind it never.
    const now = this.clock.now();
    for (let pages = 0; pages < PAGES; pages += 1) {
      const page = await this.store.since(this.#after, PAGE);
      for (const binding of page) this.bindings.learn(binding);
      if (page.length < PAGE) {
        this.#after = this.#from(now);
        return;
      }
      this.#after = page.at(-1)!;
    }
  }

  #from(time: number): BindingCursor {
    return { updatedAt: time - OVERLAP_MS, key: '' };
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#reading = this.round().then(() => {
        if (this.#timer !== null) this.#wait();
      });
    }, EVERY_MS);
    this.#timer.unref();
  }
}
