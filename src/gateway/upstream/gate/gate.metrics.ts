import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import { METRIC } from '../../../observability/metrics.js';
import type { GateEvents } from './provider-gate.js';

@Injectable()
export class GateMetrics {
  constructor(
    @InjectMetric(METRIC.upstreamQueue) private readonly queue: Gauge,
    @InjectMetric(METRIC.upstreamShed) private readonly shed: Counter,
  ) {}

  of(provider: string): GateEvents {
    return {
      waiting: (change) => this.queue.inc({ provider }, change),
      shed: () => this.shed.inc({ provider }),
    };
  }
}
