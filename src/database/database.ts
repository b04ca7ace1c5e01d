import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { GatewayError } from '../kernel/errors.js';
import { backoffMs } from './backoff.js';
import type { ChannelSubscription, DatabaseConnection, PoolSize } from './connection.js';
import { describeConnectionError, isConnectionError } from './connection-error.js';
import { MigrationError } from './migration-error.js';
import { rows } from './rows.js';

const RETRY_AFTER_SECONDS = 5;

export interface DatabaseState {
  readonly ready: boolean;
  /** Why not, for an operator; `null` when ready. */
  readonly reason: string | null;
}

/**
 * The one door to the database. A server that is away does not stop the gateway: it starts, says so in `state()`,
 * answers GatewayError('database_unavailable') and keeps trying. A failed migration or a folder in use by another
 * process does stop the start.
 */
@Injectable()
export class Database implements OnModuleInit, OnApplicationShutdown {
  readonly kind: 'embedded' | 'postgres';
  readonly #logger = new Logger('Database');
  readonly #opened = Promise.withResolvers<void>();
  readonly #closing = new AbortController();
  #connection: DatabaseConnection | null = null;
  /** Why the database cannot be used now; `null` when it can. */
  #away: string | null = 'The database has not been opened yet';
  #background: Promise<void> = Promise.resolve();
  #isProbing = false;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.kind = config.database.url ? 'postgres' : 'embedded';
    // Nobody may be waiting when a start is given up.
    this.#opened.promise.catch(() => undefined);
  }

  /** Throws MigrationError and DirectoryInUseError. */
  async onModuleInit(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      if (!this.#mayComeBack(error)) throw error;
      this.#markAway(error);
      this.#background = this.#keepOpening();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closing.abort();
    this.#away = 'This node is shutting down';
    this.#opened.reject(new GatewayError('shutting_down'));
    await this.#background;
    await this.#connection?.close();
    this.#connection = null;
  }

  /** Throws GatewayError('database_unavailable') while the database is away. */
  get dataSource(): DataSource {
    if (!this.#connection || this.#away !== null) throw unavailable();
    return this.#connection.dataSource;
  }

  state(): DatabaseState {
    return { ready: this.#away === null, reason: this.#away };
  }

  /** Resolves when the database was opened for the first time; rejects when that will not happen any more. */
  whenReady(): Promise<void> {
    return this.#opened.promise;
  }

  /** Asks the database itself. Throws GatewayError('database_unavailable'). */
  async ping(timeoutMs: number): Promise<void> {
    const answered = new AbortController();
    const { signal } = answered;
    const timeout = setTimeout(timeoutMs, undefined, { signal, ref: false }).then(() => {
      throw unavailable(new Error(`no answer within ${timeoutMs} ms`));
    });
    try {
      await Promise.race([this.query('SELECT 1'), timeout]);
    } finally {
      timeout.catch(() => undefined);
      answered.abort();
    }
  }

  poolSize(): PoolSize {
    return this.#connection?.poolSize() ?? { total: 0, idle: 0, waiting: 0 };
  }

  /** One statement on the pool; the rows as the driver gives them (64-bit integers as text). */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]> {
    return this.#attempt((dataSource) => rows<Row>(dataSource, sql, parameters));
  }

  /** Use the manager for every statement inside: on the embedded database any other waits for this transaction. */
  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.#attempt((dataSource) => dataSource.transaction(work));
  }

  /** Calls back after every notification on the channel and after every gap in listening. Call after `whenReady()`. */
  listen(channel: string, onChange: () => void): ChannelSubscription {
    if (!this.#connection) throw unavailable();
    return this.#connection.listen(channel, onChange);
  }

  async #attempt<Result>(work: (dataSource: DataSource) => Promise<Result>): Promise<Result> {
    const { dataSource } = this;
    try {
      return await work(dataSource);
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      this.#suspect();
      throw unavailable(error);
    }
  }

  async #open(): Promise<void> {
    this.#connection = await this.#connect();
    this.#away = null;
    this.#opened.resolve();
  }

  /** Only the kind in use is loaded: each driver costs tens of milliseconds and megabytes. */
  async #connect(): Promise<DatabaseConnection> {
    const { url, poolSize } = this.config.database;
    if (!url) {
      const { openEmbedded } = await import('./embedded/open-embedded.js');
      return openEmbedded(this.config.dataDirectory);
    }
    const { openPostgres } = await import('./postgres/open-postgres.js');
    return openPostgres({ url, poolSize, onPoolError: () => this.#suspect() });
  }

  async #keepOpening(): Promise<void> {
    await this.#retry(async () => {
      try {
        await this.#open();
      } catch (error) {
        if (this.#mayComeBack(error)) throw error;
        // Too late to stop the start, but never served: the node stays unready and says why.
        this.#away = describeConnectionError(error);
        this.#logger.fatal(this.#away);
        this.#opened.reject(error);
      }
    });
  }

  /** One broken connection does not mean that the server is gone: ask it before saying so. */
  #suspect(): void {
    if (this.#away !== null || this.#isProbing) return;
    this.#isProbing = true;
    this.#background = this.#recover().finally(() => (this.#isProbing = false));
  }

  async #recover(): Promise<void> {
    try {
      return await this.#connection?.probe();
    } catch (error) {
      this.#markAway(error);
    }
    await this.#retry(async () => {
      await this.#connection?.probe();
      if (this.#closing.signal.aborted) return;
      this.#away = null;
      this.#logger.log('The database is back.');
    });
  }

  #markAway(error: unknown): void {
    this.#away = reasonOf(error);
    this.#logger.warn(`${this.#away}. Retrying in the background.`);
  }

  /** Until it succeeds or the gateway closes. */
  async #retry(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#closing;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      await setTimeout(backoffMs(attempt), undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        return await work();
      } catch (error) {
        if (!signal.aborted) this.#away = reasonOf(error);
      }
    }
  }

  /** A server may; a broken migration or a folder in use is for the operator. */
  #mayComeBack(error: unknown): boolean {
    return this.kind === 'postgres' && !(error instanceof MigrationError);
  }
}

function reasonOf(error: unknown): string {
  return `The database cannot be reached: ${describeConnectionError(error)}`;
}

function unavailable(cause?: unknown): GatewayError {
  return new GatewayError(
    'database_unavailable',
    { retryAfter: RETRY_AFTER_SECONDS },
    { retryAfterSeconds: RETRY_AFTER_SECONDS, cause },
  );
}
