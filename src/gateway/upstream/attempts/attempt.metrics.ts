import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { METRIC } from '../../../observability/metrics.js';
import type { AttemptTrace } from '../attempt.js';

/** What became of the calls to vendors, in numbers. */
@Injectable()
export class AttemptMetrics {
  constructor(
    @InjectMetric(METRIC.upstreamAttempts) private readonly attempts: Counter,
    @InjectMetric(METRIC.upstreamRetries) private readonly retries: Counter,
    @InjectMetric(METRIC.upstreamRetriesDenied) private readonly retriesDenied: Counter,
    @InjectMetric(METRIC.upstreamFallbacks) private readonly fallbacks: Counter,
    @InjectMetric(METRIC.upstreamHedges) private readonly hedges: Counter,
  ) {}

  ended(provider: string, outcome: AttemptTrace['outcome']): void {
    this.attempts.inc({ provider, outcome });
  }

  /** The same target is asked again. */
  retried(provider: string): void {
    this.retries.inc({ provider });
  }

  /** It would have been, had its provider's budget not been spent. */
  retryDenied(provider: string): void {
    this.retriesDenied.inc({ provider });
  }

  /** Another target is asked because this one's failed. */
  fellBack(provider: string): void {
    this.fallbacks.inc({ provider });
  }

  /** A second target was asked in parallel. */
  hedged(provider: string, result: 'won' | 'lost'): void {
    this.hedges.inc({ provider, result });
  }
}
