import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { systemClock } from '../../kernel/clock.js';
import { describeConnectionError } from '../connection-error.js';
import { Database } from '../database.js';
import { rows } from '../rows.js';
import type { ReplicaConnection } from './open-replica.js';
import { READING_SETTINGS } from './reading-settings.js';
import { parsePosition, ReplicationLag } from './replication-lag.js';

const CHECK_EVERY_MS = 2000;
/** Until the transaction's end. That it only reads keeps everybody to what this door is for. */
const FOR_READING = [
  'SET TRANSACTION READ ONLY',
  ...Object.entries(READING_SETTINGS).map(([name, value]) => `SET LOCAL ${name} = '${value}'`),
].join('; ');
/** The replica was asked and ran out of time: the primary would, too. */
const STATEMENT_TIMED_OUT = '57014';

export interface ReplicaState {
  /** Whether there is one at all. */
  readonly configured: boolean;
  /** Whether reads go there now. */
  readonly inUse: boolean;
  /** How old its data is at most; `null` while that is not known. */
  readonly lagMs: number | null;
}

/**
 * For reads that may be a little behind: they go to the replica where there is one that answers and is not too far
 * behind, else to the primary. Without a replica it is the primary.
 */
@Injectable()
export class ReadingDatabase implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('ReadingDatabase');
  readonly #lag = new ReplicationLag();
  #replica: ReplicaConnection | null = null;
  #timer: NodeJS.Timeout | null = null;
  #checking: Promise<void> | null = null;
  #lagMs: number | null = null;
  /** Why reads go to the primary; `null` while they go to the replica. */
  #passedOver: string | null = 'it has not been asked yet';

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly primary: Database,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { replicaUrl, poolSize } = this.config.database;
    if (replicaUrl === null) return;
    const { openReplica } = await import('./open-replica.js');
    this.#replica = openReplica(replicaUrl, poolSize);
    this.#timer = setInterval(() => void this.check(), CHECK_EVERY_MS);
    this.#timer.unref();
    void this.check();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#checking;
    await this.#replica?.close();
    this.#replica = null;
  }

  state(): ReplicaState {
    const configured = this.config.database.replicaUrl !== null;
    return { configured, inUse: configured && this.#passedOver === null, lagMs: this.#lagMs };
  }

  /** One statement that only reads; the rows as the driver gives them (64-bit integers as text). */
  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    if (this.#replica === null || this.#passedOver !== null) return this.#readPrimary<Row>(sql, parameters);
    try {
      return await this.#replica.query<Row>(sql, parameters);
    } catch (error) {
      if ((error as { code?: unknown }).code === STATEMENT_TIMED_OUT) throw error;
      // It may be away, be missing the newest migration, or have cancelled the read for what it has to replay.
      this.#logger.warn(`The replica could not answer, the primary is asked: ${describeConnectionError(error)}`);
      void this.check();
      return this.#readPrimary<Row>(sql, parameters);
    }
  }

  /** Asks how far the replica is and decides. Never rejects; calls while one is under way share it. */
  check(): Promise<void> {
    this.#checking ??= this.#decide().finally(() => (this.#checking = null));
    return this.#checking;
  }

  #readPrimary<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    if (this.primary.kind === 'embedded') return this.primary.query<Row>(sql, parameters);
    return this.primary.transaction(async (manager) => {
      await manager.query(FOR_READING);
      return rows<Row>(manager, sql, parameters);
    });
  }

  async #decide(): Promise<void> {
    // The primary first: what it has written by now is what the replica should have.
    await this.#notePrimary();
    const { replicaMaxLagMs } = this.config.database;
    try {
      const replayed = await this.#replica?.replayed();
      this.#lagMs = replayed === undefined ? null : this.#lag.of(replayed, systemClock.monotonic());
      // Old figures are better than none.
      const isBehind = this.primary.state().ready && (this.#lagMs === null || this.#lagMs > replicaMaxLagMs);
      this.#passOver(isBehind ? `it is more than ${replicaMaxLagMs} ms behind` : null);
    } catch (error) {
      this.#lagMs = null;
      this.#passOver(describeConnectionError(error));
    }
  }

  /** While the primary is away the replica's data only gets older: its last position still tells by how much. */
  async #notePrimary(): Promise<void> {
    try {
      const [row] = await this.primary.query<{ position: string }>('SELECT pg_current_wal_lsn()::text AS position');
      if (row !== undefined) this.#lag.primaryIsAt(parsePosition(row.position), systemClock.monotonic());
    } catch {
      // The primary's own door says so.
    }
  }

  #passOver(reason: string | null): void {
    if (reason !== null && this.#passedOver === null)
      this.#logger.warn(`Reads go to the primary: the replica, ${reason}`);
    if (reason === null && this.#passedOver !== null) this.#logger.log('Reads go to the replica.');
    this.#passedOver = reason;
  }
}
