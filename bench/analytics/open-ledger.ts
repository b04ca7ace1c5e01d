import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freshDatabase } from '../../test/setup/fresh-database.ts';
import { postgres } from '../../test/setup/services/postgres.ts';

type LoadConfig = typeof import('../../src/config/load-config.ts');
type DatabaseModule = typeof import('../../src/database/database.ts');
type ReadingModule = typeof import('../../src/database/replica/reading-database.ts');

export interface Ledger {
  /** On a connection of its own that knows no time limit. */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** The door that the gateway reads usage through. */
  readonly reading: InstanceType<ReadingModule['ReadingDatabase']>;
  close(): Promise<void>;
}

/** A migrated, empty database on a PostgreSQL of its own. */
export async function openLedger(): Promise<Ledger> {
  const { loadConfig } = await built<LoadConfig>('config/load-config.js');
  const { Database } = await built<DatabaseModule>('database/database.js');
  const { ReadingDatabase } = await built<ReadingModule>('database/replica/reading-database.js');
  const server = await postgres.start();
  const { url } = await freshDatabase(server.url);
  const directory = mkdtempSync(join(tmpdir(), 'bench-analytics-'));
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: url, DATA_DIR: directory }, null);
  const database = new Database(config);
  await database.onModuleInit();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    query: async <Row>(sql: string, parameters: unknown[] = []) => (await client.query(sql, parameters)).rows as Row[],
    reading: new ReadingDatabase(config, database),
    close: async () => {
      await client.end();
      await database.onApplicationShutdown();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A module of the built sources: plain Node cannot run decorators as they are written. */
export async function built<Module>(path: string): Promise<Module> {
  return (await import(join(import.meta.dirname, '../../dist/src', path))) as Module;
}
