import type { Clock } from '../kernel/clock.js';
import { AntiEntropy } from './anti-entropy.js';
import { Gossip } from './gossip.js';
import { HybridClock } from './hybrid-clock.js';
import { Outbox } from './outbox.js';
import { Peers } from './peers.js';
import type { ReplicaParts } from './replica.js';
import { ReplicatedRegisters } from './replicated-registers.js';
import { ReplicationCounts } from './replication-counts.js';
import type { Transport } from './transport.js';

export function buildReplica(node: string, clock: Clock, transport: Transport): ReplicaParts {
  const hybridClock = new HybridClock(clock);
  const counts = new ReplicationCounts();
  const registers = new ReplicatedRegisters(node, hybridClock);
  const outbox = new Outbox(node, hybridClock, transport, counts);
  return {
    clock: hybridClock,
    registers,
    outbox,
    gossip: new Gossip(registers, outbox),
    antiEntropy: new AntiEntropy(registers, outbox, hybridClock, clock, counts),
    peers: new Peers(clock),
    counts,
  };
}
