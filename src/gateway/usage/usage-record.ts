import type { TokenUsage } from '../../kernel/token-usage.js';

/** One answered or refused request, as the ledger keeps it. Times in milliseconds. */
export interface UsageRecord {
  readonly requestId: string;
  /** ISO 8601; with the request id the row's identity, so that a replay inserts nothing twice. */
  readonly startedAt: string;
  readonly node: string;
  readonly keyId: string;
  readonly userId: string;
  readonly dialect: string;
  readonly requestedModel: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly streamed: boolean;
  readonly status: number;
  readonly errorCode: string | null;
  readonly stopReason: string | null;
  readonly usage: TokenUsage;
  readonly latencyMs: number;
  /** Time inside the gateway: latency without the wait for the upstream. */
  readonly overheadMs: number;
  readonly firstTokenMs: number | null;
  readonly attempts: number;
  /** Billionths of a dollar; `null` while there is no price for the model. Never 0 for "unknown". */
  readonly costNanos: bigint | null;
}

/**
 * The spool's line and the insert's row are the same JSON: column name -> value. What is null or no tokens is left out:
 * half of a row would be zeros, and it is written, read and sent once each.
 */
export function encodeUsageRecord(record: UsageRecord): string {
  const { usage } = record;
  return JSON.stringify({
    request_id: record.requestId,
    started_at: record.startedAt,
    node: record.node,
    key_id: record.keyId,
    user_id: record.userId,
    dialect: record.dialect,
    requested_model: record.requestedModel,
    provider: record.provider ?? undefined,
    model: record.model ?? undefined,
    streamed: record.streamed,
    status: record.status,
    error_code: record.errorCode ?? undefined,
    stop_reason: record.stopReason ?? undefined,
    input_uncached: usage.inputUncached || undefined,
    cache_read: usage.cacheRead || undefined,
    cache_write: usage.cacheWrite || undefined,
    input_audio: usage.inputAudio || undefined,
    output: usage.output || undefined,
    reasoning: usage.reasoning || undefined,
    output_audio: usage.outputAudio || undefined,
    usage_source: usage.source,
    latency_ms: rounded(record.latencyMs),
    overhead_ms: rounded(record.overheadMs),
    first_token_ms: record.firstTokenMs === null ? undefined : rounded(record.firstTokenMs),
    attempts: record.attempts,
    cost_nanos: record.costNanos === null ? undefined : record.costNanos.toString(),
  });
}

/** Microseconds are as fine as the clock is good. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
