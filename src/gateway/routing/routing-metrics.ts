import { Injectable, Logger } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import { METRIC } from '../../observability/metrics.js';
import type { AffinityResult } from './affinity/affinity-result.js';
import type { TargetState } from './targets/target-state.js';

/** Only targets of routes have labels here: what operators configured, never what clients made up. */
@Injectable()
export class RoutingMetrics {
  readonly #logger = new Logger('Routing');

  constructor(
    @InjectMetric(METRIC.breakerState) private readonly breaker: Gauge,
    @InjectMetric(METRIC.breakerOpenings) private readonly openings: Counter,
    @InjectMetric(METRIC.cooldowns) private readonly cooldowns: Counter,
    @InjectMetric(METRIC.affinity) private readonly affinity: Counter,
  ) {}

  routed(affinity: AffinityResult): void {
    this.affinity.inc({ result: affinity });
  }

  breakerOpened(target: TargetState, coolDownMs: number): void {
    this.breaker.set(labels(target), 2);
    this.openings.inc(labels(target));
    this.#logger.warn(`${target.key} fails again and again: it is left alone for ${coolDownMs} ms, then probed.`);
  }

  /** By another node's finding, or still. */
  breakerIsOpen(target: TargetState): void {
    this.breaker.set(labels(target), 2);
  }

  breakerHalfOpened(target: TargetState): void {
    this.breaker.set(labels(target), 1);
  }

  breakerClosed(target: TargetState): void {
    this.breaker.set(labels(target), 0);
  }

  coolingDown(target: TargetState): void {
    this.cooldowns.inc(labels(target));
  }

  forget(target: TargetState): void {
    for (const metric of [this.breaker, this.openings, this.cooldowns]) metric.remove(labels(target));
  }
}

function labels({ provider, model }: TargetState): { provider: string; model: string } {
  return { provider, model };
}
