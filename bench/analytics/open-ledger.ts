import { join } from 'node:path';
import { freshDatabase } from '../../test/setup/fresh-database.ts';
import { postgres } from '../../test/setup/services/postgres.ts';

type OpenPostgres = typeof import('../../src/database/postgres/open-postgres.ts');
type SecretModule = typeof import('../../src/kernel/secret.ts');
type Rows = typeof import('../../src/database/rows.ts');

/** A migrated, empty database on a PostgreSQL of its own, behind what stores ask of `Database`. */
export interface Ledger {
  readonly url: string;
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openLedger(): Promise<Ledger> {
  const server = await postgres.start();
  const { openPostgres } = await built<OpenPostgres>('database/postgres/open-postgres.js');
  const { Secret } = await built<SecretModule>('kernel/secret.js');
  const { rows } = await built<Rows>('database/rows.js');
  const { url } = await freshDatabase(server.url);
  const connection = await openPostgres({ url: new Secret(url), poolSize: 4, onPoolError: () => undefined });
  return {
    url,
    query: (sql, parameters) => rows(connection.dataSource, sql, parameters),
    close: async () => {
      await connection.close();
      await server.stop();
    },
  };
}

/** A module of the built sources: plain Node cannot run decorators as they are written. */
export async function built<Module>(path: string): Promise<Module> {
  return (await import(join(import.meta.dirname, '../../dist/src', path))) as Module;
}
