import { type DataSource, MigrationExecutor } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { isConnectionError } from './connection-error.js';
import { MigrationError } from './migration-error.js';
import { rows } from './rows.js';

export async function hasPendingMigrations(dataSource: DataSource): Promise<boolean> {
  const [table] = await rows<{ exists: boolean }>(
    dataSource,
    `SELECT to_regclass('migrations') IS NOT NULL AS "exists"`,
  );
  if (!table?.exists) return true;
  const executed = new Set(
    (await rows<{ name: string }>(dataSource, 'SELECT name FROM migrations')).map(({ name }) => name),
  );
  return migrations.some(({ name }) => !executed.has(name));
}

/**
 * Runs what is pending, each migration in its own transaction, one node at a time. Needs a DataSource without statement
 * timeout. Throws MigrationError, or the connection's own error if the database went away.
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    await queryRunner.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.migrations]);
    try {
      const executor = new MigrationExecutor(dataSource, queryRunner);
      executor.transaction = 'each';
      await executor.executePendingMigrations();
    } finally {
      await queryRunner.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCKS.migrations]);
    }
  } catch (error) {
    throw isConnectionError(error) ? error : new MigrationError(error);
  } finally {
    await queryRunner.release();
  }
}
