import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { GaugeSources } from './gauge-sources.js';
import { METRIC } from './metrics.js';
import { UsageGauges } from './usage-gauges.js';

/** Gauges that mirror a state elsewhere; read when somebody asks, not when it changes. */
@Injectable()
export class Gauges {
  constructor(
    private readonly sources: GaugeSources,
    @InjectMetric(METRIC.databasePool) private readonly databasePool: Gauge,
    @InjectMetric(METRIC.redisUp) private readonly redisUp: Gauge,
    private readonly usage: UsageGauges,
  ) {}

  refresh(): void {
    const { database, redis } = this.sources;
    const { total, idle, waiting } = database.poolSize();
    this.databasePool.set({ state: 'total' }, total);
    this.databasePool.set({ state: 'idle' }, idle);
    this.databasePool.set({ state: 'waiting' }, waiting);
    this.redisUp.set(redis.state().status === 'up' ? 1 : 0);
    this.usage.refresh();
  }
}
