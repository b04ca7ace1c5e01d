import { Logger, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { ControlEventFeed } from '../../events/control-event-feed.js';
import { EventsModule } from '../../events/events.module.js';
import { systemClock } from '../../kernel/clock.js';
import { REDIS, type RedisConnection } from '../../redis/redis-connection.js';
import { ReplicationLoop } from '../../replication/replication.loop.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { BudgetAlerts } from './alerts/budget.alerts.js';
import { BUDGET_EVENTS, budgetEvents } from './alerts/budget-events.js';
import { BudgetSeeds } from './budget-seeds.js';
import { BudgetUsageStore } from './budget-usage.store.js';
import { ClusteredLimitsStore } from './redis/clustered-limits.store.js';
import { LimitPlans } from './limit-plans.js';
import { currentPolicy } from './limit-policy.js';
import { LimitsHeart } from './limits.heart.js';
import { LiveNodes } from './live-nodes.js';
import { MemoryLimitsStore } from './memory-limits.store.js';
import { RateLimiter } from './rate-limiter.js';
import { RedisLimitsStore } from './redis-limits.store.js';
import { ALONE } from './surroundings.js';

/** Keys that one process remembers of each kind; at the default limit of 60 a minute a busy one takes less than 1 KB. */
const MAX_KEYS = 100_000;

@Module({
  imports: [EventsModule],
  providers: [
    BudgetAlerts,
    BudgetUsageStore,
    LimitsHeart,
    { provide: BUDGET_EVENTS, inject: [Database, ControlEventFeed], useFactory: budgetEvents },
    {
      provide: LiveNodes,
      inject: [REDIS, ReplicationLoop],
      useFactory: (redis: RedisConnection, replication: ReplicationLoop) =>
        new LiveNodes(
          () => redis.state().status === 'up',
          () => replication.peers,
        ),
    },
    {
      provide: RateLimiter,
      inject: [CONFIG, REDIS, BudgetUsageStore, BudgetAlerts, LiveNodes],
      useFactory: (
        { limits, redis: { isCluster } }: Config,
        redis: RedisConnection,
        ledger: BudgetUsageStore,
        alerts: BudgetAlerts,
        nodes: LiveNodes,
      ) => {
        const Store = isCluster ? ClusteredLimitsStore : RedisLimitsStore;
        const logger = new Logger('Limits');
        const seeds = new BudgetSeeds(
          (budget) => ledger.used(budget),
          systemClock,
          (reason) => logger.warn(reason),
        );
        return new RateLimiter(
          redis.state().status === 'off' ? null : new Store(redis, null, limits.reservationTtlMs),
          new MemoryLimitsStore(systemClock, MAX_KEYS, limits.reservationTtlMs),
          {
            ...ALONE,
            usedBefore: (budget) => seeds.used(budget),
            liveNodes: () => nodes.count(),
            crossed: (crossing) => alerts.crossed(crossing),
          },
        );
      },
    },
    {
      provide: LimitPlans,
      inject: [SnapshotHolder, CONFIG],
      useFactory: (snapshot: SnapshotHolder, { limits }: Config) =>
        new LimitPlans(currentPolicy(snapshot, limits.requestsPerMinute), systemClock),
    },
  ],
  exports: [LimitPlans, RateLimiter],
})
export class RateLimitingModule {}
