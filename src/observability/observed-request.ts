import type { NanoDollars } from '../kernel/money.js';
import type { TokenUsage } from '../kernel/token-usage.js';

export interface ObservedAttempt {
  readonly provider: string;
  readonly model: string;
  readonly outcome: string;
  readonly error: { readonly code: string } | null;
  readonly milliseconds: number;
}

/** What is logged and counted of a request that has ended. Times in milliseconds. */
export interface ObservedRequest {
  readonly requestId: string;
  readonly keyPrefix: string;
  readonly dialect: string;
  readonly requestedModel: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly streamed: boolean;
  readonly status: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Of an unexpected error; undefined for all others. */
  readonly cause: unknown;
  readonly stopReason: string | null;
  readonly usage: TokenUsage | null;
  /** `null` where a price is missing. */
  readonly costNanos: NanoDollars | null;
  readonly latencyMs: number;
  readonly overheadMs: number;
  readonly firstTokenMs: number | null;
  /** Request fields that did not arrive as said. */
  readonly dropped: readonly string[];
  /** What the answer held and the client's dialect has no place for. */
  readonly droppedContent: readonly string[];
  readonly attempts: number;
  /** Whether it was answered with what was kept of an earlier answer; `null` where that was not asked. */
  readonly cacheResult: 'hit' | 'miss' | null;
  /** What its route decided, and why; `null` for a model that no route names. */
  readonly route: RouteDecision | null;
  /** Every try at a target, in order. */
  readonly trace: readonly ObservedAttempt[];
}

export interface RouteDecision {
  readonly name: string;
  readonly chosen: readonly string[];
  readonly skipped: Readonly<Record<string, string>>;
  readonly affinity: string | null;
}
