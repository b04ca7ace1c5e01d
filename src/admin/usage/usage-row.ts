import { formatDollars } from '../../kernel/money.js';
import { noSums, type UsageGroup, type UsageSums } from './usage.store.js';
import type { NamedGroup } from './usage.service.js';
import type { UsageFigures, UsageRow, UsageTotals } from './usage.dto.js';

/** A group as the API shows it. */
export function toUsageRow(group: NamedGroup): UsageRow {
  return {
    ...(group.startsAt && { starts_at: group.startsAt.toISOString() }),
    ...group.by,
    ...group.names,
    ...toFigures(group),
    ...(group.percentiles && {
      latency_ms: group.percentiles.latency,
      first_token_ms: group.percentiles.firstToken,
    }),
  };
}

/** Zeros and nothing measured where there was nothing. */
export function toTotals(total: UsageGroup | null): UsageTotals {
  const none = { p50: null, p90: null, p99: null };
  return {
    ...toFigures(total ?? noSums()),
    latency_ms: total?.percentiles?.latency ?? none,
    first_token_ms: total?.percentiles?.firstToken ?? none,
  };
}

export function toFigures(sums: UsageSums): UsageFigures {
  const { tokens } = sums;
  const input = tokens.input_uncached + tokens.cache_read + tokens.cache_write + tokens.input_audio;
  return {
    requests: sums.requests,
    errors: sums.errors,
    unpriced: sums.unpriced,
    estimated: sums.estimated,
    tokens: { ...tokens, total: input + tokens.output + tokens.reasoning + tokens.output_audio },
    priced_apart: sums.pricedApart,
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
