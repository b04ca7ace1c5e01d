import { type DynamicModule, Global, Module } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { RateLimitingModule } from '../gateway/rate-limiting/rate-limiting.module.js';
import { UsageModule } from '../gateway/usage/usage.module.js';
import { CostMetrics } from './cost-metrics.js';
import { GaugeSources } from './gauge-sources.js';
import { Gauges } from './gauges.js';
import { LimitGauges } from './limit-gauges.js';
import { LOGGER, type Logger } from './logger.js';
import { metricProviders } from './metrics.js';
import { LossMetrics } from './loss-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { ReadReplicaGauges } from './read-replica-gauges.js';
import { ReplicationCounters } from './replication-counters.js';
import { ReplicationGauges } from './replication-gauges.js';
import { ReplicationMetrics } from './replication-metrics.js';
import { RequestMetrics } from './request-metrics.js';
import { RequestObserver } from './request-observer.js';
import { UsageGauges } from './usage-gauges.js';

/** Log, metrics, request id: what an operator sees. */
@Global()
@Module({})
export class ObservabilityModule {
  static with(logger: Logger): DynamicModule {
    return {
      module: ObservabilityModule,
      imports: [
        RateLimitingModule,
        UsageModule,
        PrometheusModule.register({ controller: MetricsController, defaultMetrics: { enabled: true } }),
      ],
      providers: [
        ...metricProviders,
        { provide: LOGGER, useValue: logger },
        CostMetrics,
        Gauges,
        GaugeSources,
        LimitGauges,
        LossMetrics,
        ReadReplicaGauges,
        ReplicationCounters,
        ReplicationGauges,
        ReplicationMetrics,
        RequestMetrics,
        RequestObserver,
        UsageGauges,
      ],
      exports: [
        ...metricProviders,
        LOGGER,
        CostMetrics,
        Gauges,
        LimitGauges,
        ReadReplicaGauges,
        ReplicationMetrics,
        RequestMetrics,
        RequestObserver,
      ],
    };
  }
}
