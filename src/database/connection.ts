import type { DataSource } from 'typeorm';

export interface PoolSize {
  readonly total: number;
  readonly idle: number;
  /** Callers queued for a connection. */
  readonly waiting: number;
}

/** An open database, embedded or not, with its migrations done. */
export interface DatabaseConnection {
  readonly dataSource: DataSource;
  poolSize(): PoolSize;
  /** Asks the server on a new connection, because the pool may still hold broken ones. Throws when it is away. */
  probe(): Promise<void>;
  /**
   * Calls back after every notification on the channel, after every gap in listening, in which some may have been missed,
   * and every few seconds. An embedded database has no other writers and never calls back.
   */
  listen(channel: string, onChange: () => void): ChannelSubscription;
  close(): Promise<void>;
}

export interface ChannelSubscription {
  close(): Promise<void>;
}
