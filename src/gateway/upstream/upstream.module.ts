import { Module } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { AttemptMetrics } from './attempts/attempt.metrics.js';
import { RetryBudgets } from './attempts/retry-budgets.js';
import { TargetCall } from './attempts/target-call.js';
import { Deadlines } from './deadlines.js';
import { GateMetrics } from './gate/gate.metrics.js';
import { ProviderGates } from './gate/provider-gates.js';
import { LocalProviderDetector } from './local-provider.detector.js';
import { ModelCatalog } from './model-catalog.js';
import { UpstreamPools } from './pools.js';
import { StoredAnswers } from './stored-answers.js';
import { Upstream } from './upstream.js';

@Module({
  providers: [
    { provide: Deadlines, useFactory: () => new Deadlines(systemClock) },
    { provide: RetryBudgets, useFactory: () => new RetryBudgets(systemClock) },
    AttemptMetrics,
    GateMetrics,
    LocalProviderDetector,
    ModelCatalog,
    ProviderGates,
    StoredAnswers,
    TargetCall,
    Upstream,
    UpstreamPools,
  ],
  exports: [ModelCatalog, StoredAnswers, Upstream, UpstreamPools],
})
export class UpstreamModule {}
