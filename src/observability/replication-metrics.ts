import { Injectable } from '@nestjs/common';
import { ReplicationCounters } from './replication-counters.js';
import { ReplicationGauges } from './replication-gauges.js';

/** What replication does, read when somebody asks: it counts for itself and knows nothing of metrics. */
@Injectable()
export class ReplicationMetrics {
  constructor(
    private readonly counters: ReplicationCounters,
    private readonly gauges: ReplicationGauges,
  ) {}

  refresh(): void {
    this.counters.refresh();
    this.gauges.refresh();
  }
}
