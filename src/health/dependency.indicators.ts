import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../database/database.js';
import { REDIS, type RedisConnection } from '../redis/redis-connection.js';
import { Readiness } from './readiness.js';

const PATIENCE_MS = 2000;

@Injectable()
export class DependencyIndicators {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly readiness: Readiness,
    private readonly databaseConnection: Database,
    @Inject(REDIS) private readonly redisConnection: RedisConnection,
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

  /** A Redis that is away changes how limits are counted, not whether requests are served: never "down". */
  redis(): HealthIndicatorResult {
    const { status, reason } = this.redisConnection.state();
    return this.indicator.check('redis').up({ mode: status, ...(reason === null ? {} : { reason }) });
  }
}
