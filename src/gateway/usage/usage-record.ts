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
  /** Given again from the response cache: no tokens, no cost. */
  readonly cacheHit: boolean;
}

/**
 * The spool's line and the insert's row are the same JSON: column name -> value. What is null or no tokens is left out:
 * half of a row would be zeros, and it is written, read and sent once each. Put together by hand, since it is written
 * for every request before its answer ends; only what a client or vendor wrote needs escaping.
 */
export function encodeUsageRecord(record: UsageRecord): string {
  const { usage } = record;
  return (
    `{"request_id":"${record.requestId}","started_at":"${record.startedAt}","node":"${record.node}"` +
    `,"key_id":"${record.keyId}","user_id":"${record.userId}","dialect":"${record.dialect}"` +
    `,"requested_model":${JSON.stringify(record.requestedModel)}` +
    text('provider', record.provider) +
    text('model', record.model) +
    `,"streamed":${record.streamed},"status":${record.status}` +
    text('error_code', record.errorCode) +
    text('stop_reason', record.stopReason) +
    tokens('input_uncached', usage.inputUncached) +
    tokens('cache_read', usage.cacheRead) +
    tokens('cache_write', usage.cacheWrite) +
    tokens('input_audio', usage.inputAudio) +
    tokens('output', usage.output) +
    tokens('reasoning', usage.reasoning) +
    tokens('output_audio', usage.outputAudio) +
    `,"usage_source":"${usage.source}","latency_ms":${rounded(record.latencyMs)}` +
    `,"overhead_ms":${rounded(record.overheadMs)}` +
    (record.firstTokenMs === null ? '' : `,"first_token_ms":${rounded(record.firstTokenMs)}`) +
    `,"attempts":${record.attempts}` +
    (record.cacheHit ? ',"cache_hit":true' : '') +
    (record.costNanos === null ? '}' : `,"cost_nanos":${record.costNanos}}`)
  );
}

function text(column: string, value: string | null): string {
  return value === null ? '' : `,"${column}":${JSON.stringify(value)}`;
}

/** Vendors' counts: whole numbers, whatever they sent. */
function tokens(column: string, count: number): string {
  return count > 0 ? `,"${column}":${Math.round(count)}` : '';
}

/** Microseconds are as fine as the clock is good. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
