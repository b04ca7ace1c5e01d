import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';
import type { TokenUsage } from '../kernel/token-usage.js';
import { LabelSet, OTHER } from './label-set.js';
import { METRIC } from './metrics.js';
import type { ObservedRequest } from './observed-request.js';

const MODEL_LABELS = 500;
const TOKEN_TYPES = [
  ['inputUncached', 'input'],
  ['cacheRead', 'cache_read'],
  ['cacheWrite', 'cache_write'],
  ['inputAudio', 'input_audio'],
  ['output', 'output'],
  ['reasoning', 'reasoning'],
  ['outputAudio', 'output_audio'],
] as const satisfies readonly (readonly [keyof TokenUsage, string])[];

@Injectable()
export class RequestMetrics {
  readonly #models = new LabelSet(MODEL_LABELS);

  constructor(
    @InjectMetric(METRIC.requests) private readonly requests: Counter,
    @InjectMetric(METRIC.duration) private readonly duration: Histogram,
    @InjectMetric(METRIC.overhead) private readonly overhead: Histogram,
    @InjectMetric(METRIC.firstToken) private readonly firstToken: Histogram,
    @InjectMetric(METRIC.tokens) private readonly tokens: Counter,
  ) {}

  count(request: ObservedRequest): void {
    const provider = request.provider ?? 'none';
    const streamed = request.streamed ? 'true' : 'false';
    const model = request.model === null ? OTHER : this.#models.label(request.model, request.status < 400);
    this.requests.inc({ model, provider, status: String(request.status) });
    // Answers of the cache say nothing about how long a vendor takes.
    const answeredBy = request.cacheResult === 'hit' ? 'cache' : provider;
    this.duration.observe({ provider: answeredBy, streamed }, request.latencyMs);
    this.overhead.observe({ streamed }, request.overheadMs);
    if (request.firstTokenMs !== null) this.firstToken.observe({ provider }, request.firstTokenMs);
    if (request.usage === null) return;
    for (const [field, type] of TOKEN_TYPES) {
      if (request.usage[field] > 0) this.tokens.inc({ model, type }, request.usage[field]);
    }
  }

  /** A request refused before the pipeline knew its model: a wrong key, a body too large. */
  rejected(status: number): void {
    this.requests.inc({ model: OTHER, provider: 'none', status: String(status) });
  }
}
