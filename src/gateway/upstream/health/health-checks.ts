import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { systemClock } from '../../../kernel/clock.js';
import { LOGGER, type Logger } from '../../../observability/logger.js';
import { SnapshotHolder } from '../../../state/snapshot.holder.js';
import type { CheckedHealth, ProviderHealth } from '../../providers/provider-health.js';
import type { ProviderInstance } from '../../providers/provider.js';
import { UpstreamPools } from '../pools.js';
import { CheckLoop, type CheckSurroundings } from './check-loop.js';
import { type CheckResult, checkHealth } from './health-check.js';
import { HealthMetrics } from './health.metrics.js';
import { HealthVerdict } from './health-verdict.js';

const SURROUNDINGS: CheckSurroundings = {
  random: Math.random,
  elapsed: () => systemClock.monotonic(),
  after(milliseconds, callBack) {
    const timer = setTimeout(callBack, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** A provider's check, and what it has shown. */
interface Checked {
  readonly instance: ProviderInstance;
  readonly loop: CheckLoop;
  readonly verdict: HealthVerdict;
}

/** Asks the providers that have a `healthCheck` for their health, each by itself, and knows the answers. */
@Injectable()
export class HealthChecks implements ProviderHealth, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #checked = new Map<string, Checked>();
  #unwatch: (() => void) | null = null;

  constructor(
    private readonly state: SnapshotHolder,
    private readonly pools: UpstreamPools,
    private readonly metrics: HealthMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#follow(this.state.current.providers);
    this.#unwatch = this.state.watch(({ providers }) => this.#follow(providers));
  }

  onApplicationShutdown(): void {
    this.#unwatch?.();
    this.#follow(new Map());
  }

  isUnhealthy(provider: string): boolean {
    return this.#checked.get(provider)?.verdict.health.state === 'unhealthy';
  }

  of(provider: string): CheckedHealth | null {
    return this.#checked.get(provider)?.verdict.health ?? null;
  }

  /** A provider that was changed is another one: what was known of it is forgotten. */
  #follow(providers: ReadonlyMap<string, ProviderInstance>): void {
    for (const [name, { instance, loop }] of this.#checked) {
      if (providers.get(name) === instance) continue;
      loop.stop();
      this.#checked.delete(name);
      this.metrics.forget(name);
    }
    for (const instance of providers.values()) {
      if (!this.#checked.has(instance.name)) this.#begin(instance);
    }
  }

  #begin(instance: ProviderInstance): void {
    const { name, healthCheck } = instance;
    if (healthCheck === undefined) return;
    const verdict = new HealthVerdict(systemClock.now());
    const check = async () => {
      const result = await checkHealth(instance, this.pools, healthCheck.timeout);
      // It may have been taken out or changed meanwhile.
      if (this.#checked.get(name)?.verdict === verdict) this.#take(name, verdict, result);
    };
    const loop = new CheckLoop(healthCheck.interval, check, SURROUNDINGS);
    this.#checked.set(name, { instance, loop, verdict });
    loop.start();
  }

  #take(provider: string, verdict: HealthVerdict, result: CheckResult): void {
    const wasUnhealthy = verdict.health.state === 'unhealthy';
    const changed = verdict.take(result, systemClock.now());
    this.metrics.checked(provider, result.isHealthy);
    if (!changed) return;
    const isUnhealthy = verdict.health.state === 'unhealthy';
    this.metrics.turned(provider, !isUnhealthy);
    if (isUnhealthy) this.logger.warn({ provider, reason: result.reason }, 'a provider is unhealthy: it is asked last');
    else if (wasUnhealthy) this.logger.info({ provider }, 'a provider is healthy again');
  }
}
