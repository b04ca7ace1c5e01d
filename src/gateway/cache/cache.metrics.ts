import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import { METRIC } from '../../observability/metrics.js';
import type { StoreMeter } from './answer.store.js';
import type { VisitMeter } from './cache-visit.js';
import type { KeptAnswer } from './kept-answer.js';

@Injectable()
export class CacheMetrics implements StoreMeter, VisitMeter {
  constructor(
    @InjectMetric(METRIC.cacheLookups) private readonly lookups: Counter,
    @InjectMetric(METRIC.cacheStoredBytes) private readonly storedBytes: Counter,
    @InjectMetric(METRIC.cacheEvictions) private readonly evictions: Counter,
    @InjectMetric(METRIC.cacheFailures) private readonly failures: Counter,
    @InjectMetric(METRIC.cacheBytes) private readonly bytes: Gauge,
  ) {}

  found(hit: KeptAnswer | null): void {
    this.lookups.inc({ result: hit === null ? 'miss' : 'hit' });
  }

  stored(bytes: number): void {
    this.storedBytes.inc(bytes);
  }

  evicted(): void {
    this.evictions.inc();
  }

  holds(bytes: number): void {
    this.bytes.set(bytes);
  }

  failed(): void {
    this.failures.inc();
  }
}
