import { Injectable } from '@nestjs/common';
import { ReadingDatabase } from '../../database/replica/reading-database.js';
import { HOUR_MS, toWholeHours } from './roll-up/tiers.js';
import type { StatsResponse } from './stats.dto.js';
import { toFigures } from './usage-row.js';
import type { UsageQuestion } from './usage.statement.js';
import { noSums, UsageStore } from './usage.store.js';

const TOP_MODELS = 5;
/** Before every request there can be. */
const BEGINNING = Date.UTC(2024, 0, 1);
/** Clocks of nodes may be ahead of this one's. */
const TOLERANCE_MS = HOUR_MS;

@Injectable()
export class StatsStore {
  constructor(
    private readonly usage: UsageStore,
    private readonly database: ReadingDatabase,
  ) {}

  /** Over everybody's requests when `userId` is `null`, else over that user's only. */
  async read(userId: string | null, now: Date): Promise<StatsResponse> {
    const everything: UsageQuestion = {
      range: toWholeHours({ from: BEGINNING, to: now.getTime() + TOLERANCE_MS }),
      bucket: null,
      zone: 'UTC',
      groupBy: [],
      filters: {},
      userId,
      order: 'requests',
      descending: true,
      percentiles: false,
      limit: 1,
      after: null,
    };
    const [[total = noSums()], models, [recent]] = await Promise.all([
      this.usage.read(everything),
      this.usage.read({ ...everything, groupBy: ['model'], limit: TOP_MODELS }),
      // To the second: roll-ups only know whole hours.
      this.database.query<{ requests: string }>(
        `SELECT count(*) AS requests FROM usage_records
         WHERE started_at > $2 AND ($1::uuid IS NULL OR user_id = $1)`,
        [userId, new Date(now.getTime() - HOUR_MS)],
      ),
    ]);
    return {
      total_requests: total.requests,
      total_tokens: toFigures(total).tokens.total,
      avg_latency_ms: total.latencyMs,
      requests_last_hour: Number(recent?.requests ?? 0),
      top_models: models.map((group) => ({
        model: group.by.model ?? '',
        requests: group.requests,
        tokens: toFigures(group).tokens.total,
      })),
      error_rate: total.requests === 0 ? 0 : total.errors / total.requests,
    };
  }
}
