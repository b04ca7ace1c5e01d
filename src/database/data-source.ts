import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { migrations } from '../../migrations/index.js';
import type { PoolSize } from './connection.js';

type DriverOptions = Omit<
  Extract<ConstructorParameters<typeof DataSource>[0], { type: 'postgres' }>,
  'type' | 'entities' | 'migrations' | 'synchronize' | 'installExtensions'
>;

/** A DataSource with this project's migrations. It has no entities: stores speak SQL, tables belong to projections. */
export function createDataSource(options: DriverOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    entities: [],
    migrations: [...migrations],
    // gen_random_uuid() is built in since PostgreSQL 13, and PGlite has no uuid-ossp to install.
    installExtensions: false,
    logging: false,
    ...options,
  });
}

/** Reads pg.Pool's counters, which the embedded pool has too. */
export function poolSizeOf(dataSource: DataSource): PoolSize {
  const pool: unknown = (dataSource.driver as PostgresDriver).master;
  const { totalCount, idleCount, waitingCount } = pool as Record<string, number | undefined>;
  return { total: totalCount ?? 0, idle: idleCount ?? 0, waiting: waitingCount ?? 0 };
}
