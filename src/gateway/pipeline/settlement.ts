import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { RequestObserver } from '../../observability/request-observer.js';
import { UsageLedger } from '../usage/ledger.js';
import type { Journey } from './journey.js';

const NODE = `${hostname()}:${process.pid}`;

/** The last stage, once for every end of a request: what it cost is booked, and that it happened is told. */
@Injectable()
export class Settlement {
  constructor(
    private readonly ledger: UsageLedger,
    private readonly observer: RequestObserver,
  ) {}

  begin(): void {
    this.observer.started();
  }

  settle(journey: Journey): void {
    journey.ended(performance.now());
    this.ledger.record(journey.toUsageRecord(NODE));
    this.observer.finished(journey);
  }
}
