import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../database/database.js';
import { UsageLedger } from '../gateway/usage/ledger.js';
import { REDIS, type RedisConnection, type RedisState } from '../redis/redis-connection.js';
import { Readiness } from './readiness.js';

const PATIENCE_MS = 2000;

/** Over which nodes limits and budgets are counted. */
const LIMITS = {
  off: 'on this node alone',
  up: 'over all nodes',
  degraded: "each by its degraded mode: by default this node's share",
} as const satisfies Record<RedisState['status'], string>;

@Injectable()
export class DependencyIndicators {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly readiness: Readiness,
    private readonly databaseConnection: Database,
    @Inject(REDIS) private readonly redisConnection: RedisConnection,
    private readonly ledger: UsageLedger,
  ) {}

  accepting(): HealthIndicatorResult {
    const check = this.indicator.check('server');
    return this.readiness.leaving ? check.down({ reason: 'shutting down' }) : check.up();
  }

  /** Without its database a node cannot judge new keys; it should get no new traffic. */
  async database(): Promise<HealthIndicatorResult> {
    const check = this.indicator.check('database');
    const { kind } = this.databaseConnection;
    try {
      await this.databaseConnection.ping(PATIENCE_MS);
      return check.up({ kind });
    } catch (error) {
      const reason = this.databaseConnection.state().reason ?? (error instanceof Error ? error.message : 'unknown');
      return check.down({ kind, reason });
    }
  }

  /** A disk that refuses usage rows is an alarm; requests go on being served, so it is never "down". */
  usage(): HealthIndicatorResult {
    const { diskReason: reason, held, lost } = this.ledger;
    const check = this.indicator.check('usage');
    return reason === null && lost === 0
      ? check.up({ spool: 'writable' })
      : check.up({
          spool: reason === null ? 'writable' : 'refusing',
          held,
          lost,
          ...(reason === null ? {} : { reason }),
        });
  }

  /** A Redis that is away changes how limits are counted, not whether requests are served: never "down". */
  redis(): HealthIndicatorResult {
    const { status, reason } = this.redisConnection.state();
    const limits = LIMITS[status];
    return this.indicator.check('redis').up({ mode: status, limits, ...(reason === null ? {} : { reason }) });
  }
}
