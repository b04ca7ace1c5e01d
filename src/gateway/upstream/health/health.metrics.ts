import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import { METRIC } from '../../../observability/metrics.js';

@Injectable()
export class HealthMetrics {
  constructor(
    @InjectMetric(METRIC.healthChecks) private readonly checks: Counter,
    @InjectMetric(METRIC.providerHealthy) private readonly healthy: Gauge,
  ) {}

  checked(provider: string, passed: boolean): void {
    this.checks.inc({ provider, result: passed ? 'passed' : 'failed' });
  }

  turned(provider: string, isHealthy: boolean): void {
    this.healthy.set({ provider }, isHealthy ? 1 : 0);
  }

  forget(provider: string): void {
    this.healthy.remove({ provider });
  }
}
