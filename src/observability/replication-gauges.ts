import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { ReplicationLoop } from '../replication/replication.loop.js';
import { SPACES } from '../replication/spaces.js';
import { METRIC } from './metrics.js';

@Injectable()
export class ReplicationGauges {
  constructor(
    private readonly replication: ReplicationLoop,
    @InjectMetric(METRIC.replicationRegisters) private readonly registers: Gauge,
    @InjectMetric(METRIC.replicationPeers) private readonly peers: Gauge,
    @InjectMetric(METRIC.replicationAge) private readonly age: Gauge,
  ) {}

  refresh(): void {
    const { registers, peers, counts } = this.replication;
    for (const space of SPACES) this.registers.set({ space }, registers.map(space).size);
    this.peers.set(peers);
    this.age.remove();
    if (counts.agreedAt !== null) this.age.set((performance.now() - counts.agreedAt) / 1000);
  }
}
