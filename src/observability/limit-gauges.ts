import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { RateLimiter } from '../gateway/rate-limiting/rate-limiter.js';
import { METRIC } from './metrics.js';

@Injectable()
export class LimitGauges {
  constructor(
    private readonly limiter: RateLimiter,
    @InjectMetric(METRIC.limitsDecided) private readonly decided: Gauge,
    @InjectMetric(METRIC.limitsUnsettled) private readonly unsettled: Gauge,
    @InjectMetric(METRIC.limitsUnsettledLost) private readonly lost: Gauge,
    @InjectMetric(METRIC.limitsNodes) private readonly nodes: Gauge,
  ) {}

  refresh(): void {
    const { decided, unsettled, nodes } = this.limiter;
    for (const [mode, count] of Object.entries(decided)) this.decided.set({ mode }, count);
    this.unsettled.set(unsettled.waiting);
    this.lost.set(unsettled.dropped);
    this.nodes.set(nodes);
  }
}
