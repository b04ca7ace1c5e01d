import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { METRIC } from './metrics.js';
import type { ObservedRequest } from './observed-request.js';

/** What translation could not carry, on the way out and on the way back. */
@Injectable()
export class LossMetrics {
  constructor(
    @InjectMetric(METRIC.droppedParameters) private readonly parameters: Counter,
    @InjectMetric(METRIC.droppedContent) private readonly content: Counter,
  ) {}

  count({ dropped, droppedContent, provider }: ObservedRequest): void {
    if (dropped.length > 0) this.parameters.inc({ provider: provider ?? 'none' }, dropped.length);
    for (const feature of droppedContent) this.content.inc({ provider: provider ?? 'none', feature });
  }
}
