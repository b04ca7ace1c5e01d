import { Global, Logger, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { systemClock } from '../kernel/clock.js';
import { randomHex } from '../kernel/ids.js';
import { buildReplica } from './build-replica.js';
import { noTransport } from './no.transport.js';
import { RedisTransport } from './redis.transport.js';
import { REGISTERS, type Registers } from './registers.js';
import { Replica } from './replica.js';
import { ReplicationLoop } from './replication.loop.js';

/** Facts that all nodes share where losing a race is harmless; never keys, never money. */
@Global()
@Module({
  providers: [
    {
      provide: ReplicationLoop,
      inject: [CONFIG],
      useFactory: ({ redis }: Config): ReplicationLoop => {
        const node = randomHex();
        const logger = new Logger('Replication');
        const transport = redis.url === null ? noTransport : new RedisTransport(node, redis.url, logger);
        const parts = buildReplica(node, systemClock, transport);
        const replica = new Replica(parts, (peer, aheadMs) =>
          logger.warn(`The clock of node ${peer} is ${aheadMs} ms ahead; nothing of it is taken until clocks agree`),
        );
        return new ReplicationLoop(replica, parts, transport);
      },
    },
    {
      provide: REGISTERS,
      inject: [ReplicationLoop],
      useFactory: ({ registers }: ReplicationLoop): Registers => registers,
    },
  ],
  exports: [REGISTERS, ReplicationLoop],
})
export class ReplicationModule {}
