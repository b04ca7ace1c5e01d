import { Inject, Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import { formatDollars } from '../kernel/money.js';
import { totalTokens } from '../kernel/token-usage.js';
import { LOGGER, type Logger, type RequestLine, requestLine } from './logger.js';
import { LossMetrics } from './loss-metrics.js';
import { METRIC } from './metrics.js';
import type { ObservedRequest } from './observed-request.js';
import { RequestMetrics } from './request-metrics.js';
import { toldTries } from './told-tries.js';

/** One log line and one set of counts per request; nothing of the prompt, nothing secret. */
@Injectable()
export class RequestObserver {
  readonly #line: RequestLine;

  constructor(
    private readonly metrics: RequestMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
    @InjectMetric(METRIC.inFlight) private readonly inFlight: Gauge,
    @InjectMetric(METRIC.rateLimitRejections) private readonly rejections: Counter,
    private readonly losses: LossMetrics,
  ) {
    this.#line = requestLine(logger);
  }

  started(): void {
    this.inFlight.inc();
  }

  finished(request: ObservedRequest): void {
    this.inFlight.dec();
    if (isRefusedByLimit(request.errorCode)) this.rejections.inc();
    this.losses.count(request);
    this.metrics.count(request);
    if (request.cause !== undefined) {
      this.logger.error({ request_id: request.requestId, err: request.cause }, 'unexpected error');
    }
    this.#line(levelOf(request), {
      request_id: request.requestId,
      key: request.keyPrefix,
      dialect: request.dialect,
      model: request.requestedModel,
      provider: request.provider,
      upstream_model: request.model,
      stream: request.streamed,
      status: request.status,
      latency_ms: round(request.latencyMs),
      overhead_ms: round(request.overheadMs),
      first_token_ms: request.firstTokenMs === null ? undefined : round(request.firstTokenMs),
      tokens: request.usage === null ? 0 : totalTokens(request.usage),
      cost_usd: request.costNanos === null ? undefined : formatDollars(request.costNanos),
      stop_reason: request.stopReason ?? undefined,
      error: request.errorCode ?? undefined,
      reason: request.errorMessage ?? undefined,
      dropped: request.dropped.length > 0 ? request.dropped : undefined,
      dropped_content: request.droppedContent.length > 0 ? request.droppedContent : undefined,
      attempts: request.attempts,
      cache: request.cacheResult ?? undefined,
      route: request.route ?? undefined,
      tries: toldTries(request.trace),
    });
  }
}

function isRefusedByLimit(code: string | null): boolean {
  return code === 'rate_limit_exceeded' || code === 'budget_exceeded' || code === 'limits_unavailable';
}

function levelOf({ status, errorCode }: ObservedRequest): 'info' | 'warn' {
  return status >= 500 || (errorCode !== null && errorCode !== 'client_closed' && status >= 200 && status < 300)
    ? 'warn'
    : 'info';
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
