import { Injectable, Logger } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import type { NanoDollars } from '../kernel/money.js';
import { METRIC } from './metrics.js';

/** Names that clients invent must not grow the memory. */
const REMEMBERED_WARNINGS = 1000;

/** What something cost; `null` where no price is known. */
export interface CountedCost {
  readonly provider: string | null;
  readonly model: string | null;
  readonly cost: { readonly nanos: NanoDollars | null };
  readonly billedAttempts?: readonly CountedCost[];
}

/** Missing prices are an alarm: nothing that was used may look free. */
@Injectable()
export class CostMetrics {
  readonly #logger = new Logger('Prices');
  readonly #warned = new Set<string>();

  constructor(@InjectMetric(METRIC.unpriced) private readonly unpriced: Counter) {}

  count({ provider, model, cost, billedAttempts = [] }: CountedCost): void {
    if (cost.nanos === null) this.#missing(provider ?? 'none', model ?? 'none');
    for (const attempt of billedAttempts) this.count(attempt);
  }

  #missing(provider: string, model: string): void {
    this.unpriced.inc({ provider });
    const name = `${provider}/${model}`;
    if (this.#warned.has(name) || this.#warned.size >= REMEMBERED_WARNINGS) return;
    this.#warned.add(name);
    this.#logger.warn(
      `No price is known for what ${name} was used for: its requests are booked without a cost. Say one under "prices:" in gateway.yaml, then re-rate: npm run rerate.`,
    );
  }
}
