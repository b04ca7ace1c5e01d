import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { ReplicationLoop } from '../replication/replication.loop.js';
import { METRIC } from './metrics.js';

@Injectable()
export class ReplicationCounters {
  constructor(
    private readonly replication: ReplicationLoop,
    @InjectMetric(METRIC.replicationMessages) private readonly messages: Counter,
    @InjectMetric(METRIC.replicationReceived) private readonly received: Counter,
    @InjectMetric(METRIC.replicationDropped) private readonly dropped: Counter,
  ) {}

  refresh(): void {
    const { counts } = this.replication;
    for (const counter of [this.messages, this.received, this.dropped]) counter.reset();
    for (const [kind, count] of counts.sent) this.messages.inc({ direction: 'out', kind }, count);
    for (const [kind, count] of counts.received) this.messages.inc({ direction: 'in', kind }, count);
    for (const [outcome, count] of counts.receptions) this.received.inc({ outcome }, count);
    for (const [reason, count] of counts.dropped) this.dropped.inc({ reason }, count);
  }
}
