import { Injectable } from '@nestjs/common';
import { ADVISORY_LOCKS } from '../../../database/advisory-locks.js';
import { Database } from '../../../database/database.js';

/** Where the ledger's changes become sums. The trigger that writes the changes down is in the migration. */
@Injectable()
export class RollUpStore {
  constructor(private readonly database: Database) {}

  /** Adds up to `most` changes to the roll-ups and answers how many; 0 also while another node is at it. */
  async fold(most: number): Promise<number> {
    const [row] = await this.database.query<{ folded: number }>(
      'SELECT CASE WHEN pg_try_advisory_xact_lock($1) THEN fold_usage_changes($2) ELSE 0 END AS folded',
      [ADVISORY_LOCKS.usageRollUps, most],
    );
    return row?.folded ?? 0;
  }
}
