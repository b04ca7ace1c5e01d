import { formatDollars } from '../../kernel/money.js';
import type { UsageFigures, UsageRow } from './usage.dto.js';
import type { UsageGroup, UsageSums } from './usage.store.js';

/** A group as the API shows it. */
export function toUsageRow(group: UsageGroup): UsageRow {
  return {
    ...(group.startsAt && { starts_at: group.startsAt.toISOString() }),
    ...group.by,
    ...toFigures(group),
    ...(group.percentiles && {
      latency_ms: group.percentiles.latency,
      first_token_ms: group.percentiles.firstToken,
    }),
  };
}

export function toFigures(sums: UsageSums): UsageFigures {
  const { tokens } = sums;
  const input = tokens.input_uncached + tokens.cache_read + tokens.cache_write + tokens.input_audio;
  return {
    requests: sums.requests,
    errors: sums.errors,
    unpriced_requests: sums.unpriced,
    estimated_requests: sums.estimated,
    tokens: { ...tokens, total: input + tokens.output + tokens.reasoning + tokens.output_audio },
    cost_usd: formatDollars(sums.costNanos),
    cost_nanos: String(sums.costNanos),
    cache_hit_ratio: ratio(sums.cacheHits, sums.requests),
    prompt_cache_ratio: ratio(tokens.cache_read, input),
    avg_latency_ms: sums.latencyMs,
    avg_first_token_ms: sums.firstTokenMs,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
