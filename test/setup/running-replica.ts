import { systemClock } from '../../src/kernel/clock.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { buildReplica } from '../../src/replication/build-replica.ts';
import { RedisTransport } from '../../src/replication/redis.transport.ts';
import type { ReplicatedRegisters } from '../../src/replication/replicated-registers.ts';
import type { ReplicationCounts } from '../../src/replication/replication-counts.ts';
import { Replica } from '../../src/replication/replica.ts';
import { ReplicationLoop } from '../../src/replication/replication.loop.ts';
import { eventually } from './eventually.ts';

export interface RunningReplica {
  readonly registers: ReplicatedRegisters;
  readonly counts: ReplicationCounts;
  readonly transport: RedisTransport;
  readonly loop: ReplicationLoop;
}

/** A node's replication as the gateway runs it, connected. Stop it with `loop.onApplicationShutdown()`. */
export async function startReplica(node: string, url: string): Promise<RunningReplica> {
  const silent = { log: () => undefined, warn: () => undefined };
  const transport = new RedisTransport(node, new Secret(url), silent);
  const parts = buildReplica(node, systemClock, transport);
  const loop = new ReplicationLoop(new Replica(parts), parts, transport);
  await loop.onApplicationBootstrap();
  await eventually(`${node} is connected`, () => transport.isUp());
  return { registers: parts.registers, counts: parts.counts, transport, loop };
}
