import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { ReadingDatabase } from '../database/replica/reading-database.js';
import { METRIC } from './metrics.js';

/** Whether the read replica is used and how far behind it is; read when somebody asks. */
@Injectable()
export class ReadReplicaGauges {
  constructor(
    private readonly database: ReadingDatabase,
    @InjectMetric(METRIC.replicaInUse) private readonly inUse: Gauge,
    @InjectMetric(METRIC.replicaLag) private readonly lag: Gauge,
  ) {}

  refresh(): void {
    const { inUse, lagMs } = this.database.state();
    this.inUse.set(inUse ? 1 : 0);
    this.lag.set(lagMs === null ? Number.NaN : lagMs / 1000);
  }
}
