import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { StatsResponse } from './stats.dto.js';

const HOUR_MS = 3_600_000;
const TOP_MODELS = 5;
const TOKENS = 'input_uncached + cache_read + cache_write + input_audio + output + reasoning + output_audio';

/** 64-bit sums come as text. */
interface Totals {
  readonly requests: string;
  readonly tokens: string;
  readonly latency: number | null;
  readonly recent: string;
  readonly failed: string;
}

@Injectable()
export class StatsStore {
  constructor(private readonly database: Database) {}

  /** Over everybody's requests when `userId` is `null`, else over that user's only. */
  async read(userId: string | null, now: Date): Promise<StatsResponse> {
    const [totals] = await this.database.query<Totals>(
      `SELECT count(*) AS requests, coalesce(sum(${TOKENS}), 0) AS tokens, avg(latency_ms) AS latency,
              count(*) FILTER (WHERE started_at > $2) AS recent, count(*) FILTER (WHERE status >= 400) AS failed
       FROM usage_records WHERE $1::uuid IS NULL OR user_id = $1`,
      [userId, new Date(now.getTime() - HOUR_MS)],
    );
    const models = await this.database.query<{ model: string; requests: string; tokens: string }>(
      `SELECT coalesce(model, requested_model) AS model, count(*) AS requests, sum(${TOKENS}) AS tokens
       FROM usage_records WHERE $1::uuid IS NULL OR user_id = $1
       GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT $2`,
      [userId, TOP_MODELS],
    );
    const requests = Number(totals?.requests ?? 0);
    return {
      total_requests: requests,
      total_tokens: Number(totals?.tokens ?? 0),
      avg_latency_ms: totals?.latency ?? null,
      requests_last_hour: Number(totals?.recent ?? 0),
      top_models: models.map((row) => ({
        model: row.model,
        requests: Number(row.requests),
        tokens: Number(row.tokens),
      })),
      error_rate: requests === 0 ? 0 : Number(totals?.failed ?? 0) / requests,
    };
  }
}
