import { setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { Secret } from '../../kernel/secret.js';
import { backoffMs } from '../backoff.js';
import type { ChannelSubscription } from '../connection.js';
import { describeConnectionError } from '../connection-error.js';

const CONNECT_TIMEOUT_MS = 3000;
/** How often a silent connection is asked whether it still lives: a cut cable sends no goodbye. */
const HEARTBEAT_MS = 10_000;
const HEARTBEAT_TIMEOUT_MS = 3000;

export interface ListenOptions {
  readonly url: Secret;
  readonly channel: string;
  /** Something may have changed: a notification came, listening (again) began, or a heartbeat passed. */
  readonly onChange: () => void;
}

/** A dedicated connection that listens on one channel and comes back after every loss, until closed. */
export class PostgresListener implements ChannelSubscription {
  readonly #logger = new Logger('PostgresListener');
  readonly #closing = new AbortController();
  #finished: Promise<void> = Promise.resolve();

  private constructor(private readonly options: ListenOptions) {}

  static start(options: ListenOptions): PostgresListener {
    const listener = new PostgresListener(options);
    listener.#finished = listener.#keepListening();
    return listener;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#finished;
  }

  async #keepListening(): Promise<void> {
    const { signal } = this.#closing;
    let attempt = 0;
    while (!signal.aborted) {
      try {
        await this.#listen(() => (attempt = 0));
      } catch (error) {
        if (signal.aborted) return;
        this.#logger.warn(`Not listening on ${this.options.channel}: ${describeConnectionError(error)}. Retrying.`);
        await setTimeout(backoffMs(attempt), undefined, { signal, ref: false }).catch(() => undefined);
        attempt += 1;
      }
    }
  }

  /** Returns when closed, throws when the connection is lost. */
  async #listen(onConnected: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.url.reveal(),
      application_name: 'ai-gateway listener',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: HEARTBEAT_TIMEOUT_MS,
      keepAlive: true,
    });
    const { promise: lost, reject: lose } = Promise.withResolvers<never>();
    lost.catch(() => undefined);
    client.on('error', lose);
    client.on('end', () => lose(new Error('the server closed the connection')));
    client.on('notification', () => this.options.onChange());
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(this.options.channel)}`);
      onConnected();
      this.options.onChange();
      await Promise.race([lost, this.#beat(client)]);
    } finally {
      // Not awaited: the farewell to a dead server may never be answered.
      client.end().catch(() => undefined);
    }
  }

  async #beat(client: pg.Client): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await setTimeout(HEARTBEAT_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await client.query('SELECT 1');
      this.options.onChange();
    }
  }
}
