import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { UsageLedger } from '../gateway/usage/ledger.js';
import { METRIC } from './metrics.js';

/** Whether usage is on its way to the database as it should be. */
@Injectable()
export class UsageGauges {
  constructor(
    private readonly ledger: UsageLedger,
    @InjectMetric(METRIC.usageHeld) private readonly held: Gauge,
    @InjectMetric(METRIC.usageLost) private readonly lost: Gauge,
    @InjectMetric(METRIC.usageRefused) private readonly refused: Gauge,
  ) {}

  refresh(): void {
    this.held.set(this.ledger.held);
    this.lost.set(this.ledger.lost);
    this.refused.set(this.ledger.refused);
  }
}
