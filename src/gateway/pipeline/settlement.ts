import { hostname } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { CostMetrics } from '../../observability/cost-metrics.js';
import { RequestObserver } from '../../observability/request-observer.js';
import { PRICE_OF, type PriceOf } from '../../pricing/price.js';
import { UsageLedger } from '../usage/ledger.js';
import { AdmissionStage } from './admission/admission.stage.js';
import type { Journey } from './journey.js';
import { rateJourney } from './rate-journey.js';

const NODE = `${hostname()}:${process.pid}`;

/** The last stage, once for every end of a request: what it cost is booked, and that it happened is told. */
@Injectable()
export class Settlement {
  constructor(
    private readonly ledger: UsageLedger,
    private readonly observer: RequestObserver,
    @Inject(PRICE_OF) private readonly prices: PriceOf,
    private readonly costs: CostMetrics,
    private readonly admission: AdmissionStage,
  ) {}

  begin(): void {
    this.observer.started();
  }

  settle(journey: Journey): void {
    journey.ended(performance.now());
    rateJourney(journey, this.prices);
    this.costs.count(journey);
    this.admission.settle(journey);
    this.ledger.record(journey.toUsageRecord(NODE));
    this.observer.finished(journey);
  }
}
