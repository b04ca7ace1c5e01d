import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Secret } from '../../kernel/secret.js';
import type { DatabaseConnection } from '../connection.js';
import { createDataSource, poolSizeOf } from '../data-source.js';
import { hasPendingMigrations, migrate } from '../migrate.js';
import { PostgresListener } from './postgres-listener.js';

const CONNECT_TIMEOUT_MS = 3000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Longer than the server's own limit: it speaks only when the server no longer does. */
const SILENT_SERVER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;

export interface PostgresOptions {
  readonly url: Secret;
  readonly poolSize: number;
  /** A pooled connection broke while idle; the pool has dropped it already. */
  readonly onPoolError: () => void;
}

/** Connects, migrates where needed and answers. Throws MigrationError, or the connection's own error. */
export async function openPostgres(options: PostgresOptions): Promise<DatabaseConnection> {
  const dataSource = await connect(options);
  try {
    if (await hasPendingMigrations(dataSource)) await migrateApart(options);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return {
    dataSource,
    poolSize: () => poolSizeOf(dataSource),
    probe: () => probe(options.url),
    listen: (channel, onChange) => PostgresListener.start({ url: options.url, channel, onChange }),
    close: () => dataSource.destroy(),
  };
}

function connect({ url, poolSize, onPoolError }: PostgresOptions): Promise<DataSource> {
  return createDataSource({
    driver: pg,
    url: url.reveal(),
    poolSize,
    applicationName: 'ai-gateway',
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: onPoolError,
    extra: {
      keepAlive: true,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: SILENT_SERVER_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
  }).initialize();
}

/** On a connection of its own, which has no time limits: rewriting a large table may take its time. */
async function migrateApart({ url, onPoolError }: PostgresOptions): Promise<void> {
  const dataSource = await createDataSource({
    driver: pg,
    url: url.reveal(),
    poolSize: 1,
    applicationName: 'ai-gateway migrations',
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: onPoolError,
  }).initialize();
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function probe(url: Secret): Promise<void> {
  const client = new pg.Client({
    connectionString: url.reveal(),
    application_name: 'ai-gateway probe',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    client.end().catch(() => undefined);
  }
}
