import { Injectable } from '@nestjs/common';
import { ADVISORY_LOCKS } from '../../../database/advisory-locks.js';
import { Database } from '../../../database/database.js';

const MONTHLY = /^usage_records_(\d{4})_(\d{2})$/;
/** A partition that somebody reads is dropped another time: who waits for its lock holds up every reader behind him. */
const PATIENCE_MS = 1000;

/** The ledger's months. */
@Injectable()
export class RetentionStore {
  constructor(private readonly database: Database) {}

  /** Makes the partition of the month in which this time is. */
  async ensureMonth(at: Date): Promise<void> {
    await this.database.query('SELECT ensure_usage_partition($1::date)', [at.toISOString().slice(0, 10)]);
  }

  /**
   * Drops the months that were over before this time, and what is kept about their rows. Returns their names; none while
   * another node is at it. Throws where one is in use for longer than it is waited for: it will be dropped another time.
   */
  async dropBefore(time: Date): Promise<string[]> {
    return this.database.transaction(async (manager) => {
      const [lock] = (await manager.query('SELECT pg_try_advisory_xact_lock($1) AS taken', [
        ADVISORY_LOCKS.usageRetention,
      ])) as { taken: boolean }[];
      if (lock?.taken !== true) return [];
      const partitions = (await manager.query(
        `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
          WHERE inhparent = 'usage_records'::regclass ORDER BY relname`,
      )) as { name: string }[];
      const over = partitions.map(({ name }) => name).filter((name) => endOf(name) <= time.getTime());
      if (over.length === 0) return [];
      await manager.query(`SET LOCAL lock_timeout = ${PATIENCE_MS}`);
      for (const name of over) await manager.query(`DROP TABLE ${name}`);
      await manager.query('DELETE FROM usage_rerates WHERE started_at < $1', [new Date(Math.max(...over.map(endOf)))]);
      return over;
    });
  }
}

/** Milliseconds since the epoch; never, for a partition that is not a month's. */
function endOf(partition: string): number {
  const [, year, month] = MONTHLY.exec(partition) ?? [];
  return year === undefined ? Infinity : Date.UTC(Number(year), Number(month));
}
