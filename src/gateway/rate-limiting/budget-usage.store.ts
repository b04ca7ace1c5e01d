import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { BudgetConstraint } from './constraint.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const COLUMN = { key: 'key_id', user: 'user_id', team: 'team_id' } as const;
const MEASURE = {
  spend: 'coalesce(cost_nanos, 0)',
  tokens: 'input_uncached + cache_read + cache_write + input_audio + output + reasoning + output_audio',
} as const;

/** What the ledger says of a budget: its sums per day and hour, and single rows where the period begins within an hour. */
@Injectable()
export class BudgetUsageStore {
  constructor(private readonly database: Database) {}

  /** Since the beginning of the budget's period, in its unit. Rejects while the database is away. */
  async used({ level, subject, unit, startsAt }: BudgetConstraint): Promise<number> {
    const measure = MEASURE[unit];
    const mine = level === 'global' ? '$1::uuid IS NULL' : `${COLUMN[level]} = $1::uuid`;
    const series = `series IN (SELECT id FROM usage_series WHERE ${mine})`;
    const hour = Math.ceil(startsAt / HOUR_MS) * HOUR_MS;
    const day = Math.ceil(startsAt / DAY_MS) * DAY_MS;
    const [row] = await this.database.query<{ used: string }>(
      `SELECT coalesce(sum(part), 0)::text AS used FROM (
         SELECT sum(${measure}) AS part FROM usage_daily WHERE starts_at >= $4 AND ${series}
         UNION ALL
         SELECT sum(${measure}) FROM usage_hourly WHERE starts_at >= $3 AND starts_at < $4 AND ${series}
         UNION ALL
         SELECT sum(sign * (${measure})) FROM usage_changes WHERE starts_at >= $3 AND ${mine}
         UNION ALL
         SELECT sum(${measure}) FROM usage_entries WHERE started_at >= $2 AND started_at < $3 AND ${mine}
       ) AS parts`,
      [subject, new Date(startsAt), new Date(hour), new Date(day)],
    );
    return Number(row?.used ?? 0);
  }
}
