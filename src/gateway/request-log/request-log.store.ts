import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { LogRow } from './log-row.js';

@Injectable()
export class RequestLogStore {
  constructor(private readonly database: Database) {}

  /** Idempotent. */
  async insert(rows: readonly LogRow[]): Promise<void> {
    await this.database.query(
      `INSERT INTO request_log SELECT * FROM json_populate_recordset(NULL::request_log, $1::json)
       ON CONFLICT (started_at, request_id) DO NOTHING`,
      [JSON.stringify(rows)],
    );
  }

  /** Deletes some of what began before this time; returns how many. Several nodes may: each takes other rows. */
  async deleteBefore(time: Date, limit: number): Promise<number> {
    const [row] = await this.database.query<{ deleted: number }>(
      `WITH old AS (
         DELETE FROM request_log WHERE (started_at, request_id) IN (
           SELECT started_at, request_id FROM request_log WHERE started_at < $1
            ORDER BY started_at LIMIT $2 FOR UPDATE SKIP LOCKED
         ) RETURNING 1
       ) SELECT count(*)::integer AS deleted FROM old`,
      [time, limit],
    );
    return row?.deleted ?? 0;
  }
}
