import { Global, Module } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { PROVIDER_HEALTH } from '../providers/provider-health.js';
import { AttemptMetrics } from './attempts/attempt.metrics.js';
import { RetryBudgets } from './attempts/retry-budgets.js';
import { TargetCall } from './attempts/target-call.js';
import { Deadlines } from './deadlines.js';
import { GateMetrics } from './gate/gate.metrics.js';
import { ProviderGates } from './gate/provider-gates.js';
import { HealthChecks } from './health/health-checks.js';
import { HealthMetrics } from './health/health.metrics.js';
import { LocalProviderDetector } from './local-provider.detector.js';
import { ModelCatalog } from './model-catalog.js';
import { UpstreamPools } from './pools.js';
import { Shadows } from './shadow/shadows.js';
import { StoredAnswers } from './stored-answers.js';
import { Upstream } from './upstream.js';

/** Global for PROVIDER_HEALTH alone: routing asks for it, and knows nothing of this stage. */
@Global()
@Module({
  providers: [
    { provide: Deadlines, useFactory: () => new Deadlines(systemClock) },
    { provide: RetryBudgets, useFactory: () => new RetryBudgets(systemClock) },
    { provide: PROVIDER_HEALTH, useExisting: HealthChecks },
    AttemptMetrics,
    GateMetrics,
    HealthChecks,
    HealthMetrics,
    LocalProviderDetector,
    ModelCatalog,
    ProviderGates,
    Shadows,
    StoredAnswers,
    TargetCall,
    Upstream,
    UpstreamPools,
  ],
  exports: [ModelCatalog, PROVIDER_HEALTH, ProviderGates, StoredAnswers, Upstream, UpstreamPools],
})
export class UpstreamModule {}
