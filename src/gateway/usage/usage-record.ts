import type { TokenUsage } from '../../kernel/token-usage.js';
import type { Price } from '../../pricing/price.js';
import { type Cost, totalCost } from './cost.js';

/** One answered or refused request, as the ledger keeps it. Times in milliseconds. */
export interface UsageRecord {
  readonly requestId: string;
  /** ISO 8601; with the request id the row's identity, so that a replay inserts nothing twice. */
  readonly startedAt: string;
  readonly node: string;
  readonly keyId: string;
  readonly userId: string;
  readonly teamId: string | null;
  readonly tags: readonly string[];
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
  /** Given again from the response cache: no tokens, no cost. */
  readonly cacheHit: boolean;
  /** What the answer cost, and its price. */
  readonly cost: Cost;
  /** Attempts that gave no answer and are billed all the same. */
  readonly billedAttempts: readonly BilledAttempt[];
  /** Why it went where it went and how each try ended, as JSON; `null` where its only try says it all. */
  readonly routeTrace: object | null;
}

/** Tokens that were paid for beside the answer's own. */
export interface BilledAttempt {
  readonly provider: string;
  readonly model: string;
  readonly usage: TokenUsage;
  readonly cost: Cost;
}

/**
 * The spool's line and the insert's row are the same JSON: column name -> value. What is null or no tokens is left out:
 * half of a row would be zeros, and it is written, read and sent once each. Put together by hand, since it is written
 * for every request before its answer ends; only what a client or vendor wrote needs escaping.
 *
 * @param newPrices of those it was rated by the ones whose terms must be kept with it
 */
export function encodeUsageRecord(record: UsageRecord, newPrices: readonly Price[]): string {
  const { cost, tags, billedAttempts, routeTrace } = record;
  return (
    `{"request_id":"${record.requestId}","started_at":"${record.startedAt}","node":"${record.node}"` +
    `,"key_id":"${record.keyId}","user_id":"${record.userId}"` +
    text('team_id', record.teamId) +
    (tags.length === 0 ? '' : `,"tags":${JSON.stringify(tags)}`) +
    `,"dialect":"${record.dialect}","requested_model":${JSON.stringify(record.requestedModel)}` +
    text('provider', record.provider) +
    text('model', record.model) +
    `,"streamed":${record.streamed},"status":${record.status}` +
    text('error_code', record.errorCode) +
    text('stop_reason', record.stopReason) +
    usageFields(record.usage) +
    `,"latency_ms":${rounded(record.latencyMs)},"overhead_ms":${rounded(record.overheadMs)}` +
    (record.firstTokenMs === null ? '' : `,"first_token_ms":${rounded(record.firstTokenMs)}`) +
    `,"attempts":${record.attempts}` +
    (record.cacheHit ? ',"cache_hit":true' : '') +
    costFields({ nanos: totalCost(cost, billedAttempts), price: cost.price }) +
    (newPrices.length === 0 ? '' : `,"prices":[${newPrices.map(encodePrice).join(',')}]`) +
    (routeTrace === null ? '' : `,"route_trace":${JSON.stringify(routeTrace)}`) +
    (billedAttempts.length === 0 ? '}' : `,"billed_attempts":[${billedAttempts.map(encodeAttempt).join(',')}]}`)
  );
}

/** The terms are JSON already. */
function encodePrice({ id, terms }: Price): string {
  return `{"id":${JSON.stringify(id)},"terms":${terms}}`;
}

function encodeAttempt({ provider, model, usage, cost }: BilledAttempt): string {
  return `{"provider":${JSON.stringify(provider)}${text('model', model)}${usageFields(usage)}${costFields(cost)}}`;
}

function usageFields(usage: TokenUsage): string {
  return (
    count('input_uncached', usage.inputUncached) +
    count('cache_read', usage.cacheRead) +
    count('cache_write', usage.cacheWrite) +
    count('cache_write_1h', usage.cacheWrite1h) +
    count('input_audio', usage.inputAudio) +
    count('input_image', usage.inputImage) +
    count('output', usage.output) +
    count('reasoning', usage.reasoning) +
    count('output_audio', usage.outputAudio) +
    count('output_image', usage.outputImage) +
    count('searches', usage.searches) +
    count('audio_ms', usage.audioMs) +
    `,"usage_source":"${usage.source}"`
  );
}

function costFields({ nanos, price }: Cost): string {
  return (nanos === null ? '' : `,"cost_nanos":${nanos}`) + text('price_id', price?.id ?? null);
}

function text(column: string, value: string | null): string {
  return value === null ? '' : `,"${column}":${JSON.stringify(value)}`;
}

/** Vendors' counts: whole numbers, whatever they sent. */
function count(column: string, of: number | undefined): string {
  return of !== undefined && of > 0 ? `,"${column}":${Math.round(of)}` : '';
}

/** Microseconds are as fine as the clock is good. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
