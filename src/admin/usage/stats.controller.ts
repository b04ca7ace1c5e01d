import { Controller, Get, UseGuards } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import { systemClock } from '../../kernel/clock.js';
import { AttemptsGuard } from '../throttling/attempts.guard.js';
import { StatsResponse } from './stats.dto.js';
import { StatsStore } from './stats.store.js';
import { InScope, type UsageScope, UsageScopeGuard } from './usage-scope.guard.js';

const READS_PER_MINUTE = 60;

@Controller('api/stats')
export class StatsController {
  constructor(private readonly stats: StatsStore) {}

  /** What passed through the gateway: everybody's requests for owner, admin and auditor, else one's own. */
  @Get()
  @Throttle({ default: { limit: READS_PER_MINUTE, ttl: 60_000 } })
  @UseGuards(AttemptsGuard, UsageScopeGuard)
  read(@InScope() { userId }: UsageScope): Promise<StatsResponse> {
    return this.stats.read(userId, new Date(systemClock.now()));
  }
}
