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

/** The spool's line and the insert's row are the same JSON: column name -> value. */
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
    provider: record.provider,
    model: record.model,
    streamed: record.streamed,
    status: record.status,
    error_code: record.errorCode,
    stop_reason: record.stopReason,
    input_uncached: usage.inputUncached,
    cache_read: usage.cacheRead,
    cache_write: usage.cacheWrite,
    input_audio: usage.inputAudio,
    output: usage.output,
    reasoning: usage.reasoning,
    output_audio: usage.outputAudio,
    usage_source: usage.source,
    latency_ms: record.latencyMs,
    overhead_ms: record.overheadMs,
    first_token_ms: record.firstTokenMs,
    attempts: record.attempts,
    cost_nanos: record.costNanos === null ? null : record.costNanos.toString(),
  });
}
