import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { Database } from '../../../database/database.js';
import { systemClock } from '../../../kernel/clock.js';
import { RetentionStore } from './retention.store.js';

const EVERY_MS = 3_600_000;
/** The partition of a month is made days before its first row. */
const AHEAD_MS = 7 * 86_400_000;

/** Months are made before they are needed and dropped when they are too old. Every node tries; the database lets one. */
@Injectable()
export class UsageRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('UsageRetention');
  #timer: NodeJS.Timeout | null = null;
  #tidying: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'usage'>,
    private readonly database: Database,
    private readonly store: RetentionStore,
  ) {}

  onApplicationBootstrap(): void {
    const tidy = () => {
      this.#tidying = this.tidy(systemClock.now());
    };
    void this.database.whenReady().then(tidy, () => undefined);
    this.#timer = setInterval(tidy, EVERY_MS);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#tidying;
  }

  /** Never rejects. @param now milliseconds since the epoch */
  async tidy(now: number): Promise<void> {
    const { retentionMs } = this.config.usage;
    try {
      await this.store.ensureMonth(new Date(now));
      await this.store.ensureMonth(new Date(now + AHEAD_MS));
      if (retentionMs === null) return;
      const dropped = await this.store.dropBefore(new Date(now - retentionMs));
      if (dropped.length > 0) this.#logger.log(`Dropped what is older than the retention: ${dropped.join(', ')}`);
    } catch (error) {
      this.#logger.warn(`The ledger's months are not tidied, will be tried again in an hour: ${String(error)}`);
    }
  }
}
