import { Controller, Get, Query, UseGuards, UsePipes } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import { systemClock } from '../../kernel/clock.js';
import { AttemptsGuard } from '../throttling/attempts.guard.js';
import { RequestValidationPipe } from '../validation/request-validation.pipe.js';
import { encodeCursor } from './usage-cursor.js';
import { toQuestion } from './usage-question.js';
import { toUsageRow } from './usage-row.js';
import { InScope, type UsageScope, UsageScopeGuard } from './usage-scope.guard.js';
import type { UsageResponse } from './usage.dto.js';
import { UsageQuery } from './usage.query.dto.js';
import { UsageStore } from './usage.store.js';

const READS_PER_MINUTE = 120;

@Controller('api/usage')
@UseGuards(AttemptsGuard, UsageScopeGuard)
@UsePipes(RequestValidationPipe)
@Throttle({ default: { limit: READS_PER_MINUTE, ttl: 60_000 } })
export class UsageController {
  constructor(private readonly usage: UsageStore) {}

  /** Usage in groups: everybody's for owner, admin and auditor, else one's own. */
  @Get()
  async read(@Query() query: UsageQuery, @InScope() { userId }: UsageScope): Promise<UsageResponse> {
    const question = toQuestion(query, userId, systemClock.now());
    // One more than asked for tells whether there is a next page.
    const groups = await this.usage.read({ ...question, limit: question.limit + 1 });
    const shown = groups.slice(0, question.limit);
    const last = groups.length > question.limit ? shown.at(-1) : undefined;
    return {
      from: new Date(question.range.from).toISOString(),
      to: new Date(question.range.to).toISOString(),
      zone: question.zone,
      rows: shown.map(toUsageRow),
      next_cursor: last === undefined ? null : encodeCursor(question, last.place),
    };
  }
}
