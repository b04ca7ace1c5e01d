import type { GatewayError } from '../../kernel/errors.js';
import type { NanoDollars } from '../../kernel/money.js';
import { noUsage, type TokenUsage } from '../../kernel/token-usage.js';
import type { ObservedRequest } from '../../observability/observed-request.js';
import type { CacheVisit } from '../cache/cache-visit.js';
import type { AnswerFacts } from '../protocols/tap.js';
import type { DecisionTrace } from '../routing/decision-trace.js';
import type { Ticket } from '../rate-limiting/admission.js';
import type { AttemptTrace } from '../upstream/attempt.js';
import { type Cost, NOTHING_USED, totalCost } from '../usage/cost.js';
import type { BilledAttempt, UsageRecord } from '../usage/usage-record.js';
import type { IngressCall } from './ingress-call.js';
import { routeTraceOf } from './route-trace.js';
import { startedAtOf } from './started-at.js';

/**
 * What becomes known of one request on its way. Log line, metrics and ledger row are views of it, made once, when it has
 * ended.
 */
export class Journey implements ObservedRequest {
  readonly trace: AttemptTrace[] = [];
  /** Why it went where it went; `null` where there was nothing to decide. */
  route: DecisionTrace | null = null;
  /** What it holds of its caller's limits. */
  ticket: Ticket | null = null;
  provider: string | null = null;
  model: string | null = null;
  status = 200;
  errorCode: string | null = null;
  errorMessage: string | null = null;
  /** What lies under an `internal_error`: for the log only. */
  cause: unknown = undefined;
  stopReason: string | null = null;
  usage: TokenUsage | null = null;
  cost: Cost = NOTHING_USED;
  billedAttempts: readonly BilledAttempt[] = [];
  latencyMs = 0;
  overheadMs = 0;
  firstTokenMs: number | null = null;
  dropped: readonly string[] = [];
  droppedContent: readonly string[] = [];
  /** The response cache's part in the request; `null` where it has none. */
  cache: CacheVisit | null = null;
  cacheResult: 'hit' | 'miss' | null = null;
  /** Monotonic: when the request went out to the upstream, and when its last byte came back. */
  sentAt = 0;
  upstreamEndedAt = 0;

  /** @param call as its door made it, then as it is sent */
  constructor(public call: IngressCall) {}

  get requestId(): string {
    return this.call.requestId;
  }
  get keyPrefix(): string {
    return this.call.principal.keyPrefix;
  }
  get dialect(): string {
    return this.call.dialect;
  }
  get requestedModel(): string {
    return this.call.model;
  }
  get streamed(): boolean {
    return this.call.stream;
  }
  /** Answered with what was kept of an earlier answer: no vendor was asked. */
  get cacheHit(): boolean {
    return this.cacheResult === 'hit';
  }
  /** How many targets were asked, and how often. */
  get attempts(): number {
    let asked = 0;
    for (const { outcome } of this.trace) if (outcome !== 'skipped') asked += 1;
    return asked;
  }
  get costNanos(): NanoDollars | null {
    return totalCost(this.cost, this.billedAttempts);
  }

  answered(facts: AnswerFacts): void {
    this.usage = facts.usage;
    this.stopReason = facts.stopReason;
    if (facts.droppedContent.size > 0) this.droppedContent = [...facts.droppedContent];
    if (facts.streamError !== null) this.errorCode = 'provider_error';
  }

  failed(error: GatewayError, headSent: boolean): void {
    // A stream that broke keeps the 200 that its client saw.
    if (!headSent) this.status = error.status;
    this.errorCode = error.code;
    // Vendors quote the prompt in their messages; ours never do.
    this.errorMessage = error.code === 'provider_error' ? null : error.message;
    if (error.code === 'internal_error') this.cause = error.cause;
    // The one whose error this is; others that failed stay in the trace with what they cost.
    const tried = this.trace.findLast((attempt) => attempt.error === error) ?? this.trace.at(-1);
    this.usage ??= tried?.usage ?? null;
    this.provider ??= tried?.provider ?? null;
    this.model ??= tried?.model ?? null;
  }

  ended(now: number): void {
    const { startedAt } = this.call;
    this.latencyMs = now - startedAt;
    const wait = this.sentAt === 0 ? 0 : (this.upstreamEndedAt || now) - this.sentAt;
    this.overheadMs = Math.max(0, this.latencyMs - wait);
  }

  toUsageRecord(node: string): UsageRecord {
    const { call } = this;
    return {
      requestId: call.requestId,
      startedAt: startedAtOf(call),
      node,
      keyId: call.principal.keyId,
      userId: call.principal.userId,
      teamId: call.principal.team?.id ?? null,
      tags: call.tags,
      dialect: call.dialect,
      requestedModel: call.model,
      provider: this.provider,
      model: this.model,
      streamed: call.stream,
      status: this.status,
      errorCode: this.errorCode,
      stopReason: this.stopReason,
      usage: this.usage ?? noUsage(),
      latencyMs: this.latencyMs,
      overheadMs: this.overheadMs,
      firstTokenMs: this.firstTokenMs,
      attempts: this.attempts,
      cacheHit: this.cacheHit,
      cost: this.cost,
      billedAttempts: this.billedAttempts,
      routeTrace: routeTraceOf(this.route, this.trace),
    };
  }
}
