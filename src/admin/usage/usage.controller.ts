import { Controller, Get, Headers, Query, Res, UseGuards, UsePipes } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { systemClock } from '../../kernel/clock.js';
import { GatewayError } from '../../kernel/errors.js';
import { AttemptsGuard } from '../throttling/attempts.guard.js';
import { RequestValidationPipe } from '../validation/request-validation.pipe.js';
import type { Range } from './roll-up/tiers.js';
import { toCsv } from './usage-csv.js';
import { encodeCursor } from './usage-cursor.js';
import { toQuestion } from './usage-question.js';
import { toTotals, toUsageRow } from './usage-row.js';
import { InScope, type UsageScope, UsageScopeGuard } from './usage-scope.guard.js';
import type { UsageResponse, UsageSummaryResponse, UsageTopResponse } from './usage.dto.js';
import { UsageFilterQuery, UsageQuery, UsageTopQuery } from './usage.query.dto.js';
import { UsageService } from './usage.service.js';
import type { UsageQuestion } from './usage.statement.js';

const READS_PER_MINUTE = 120;
const MOST_CSV_ROWS = 50_000;
const TOP = 10;

@Controller('api/usage')
@UseGuards(AttemptsGuard, UsageScopeGuard)
@UsePipes(RequestValidationPipe)
@Throttle({ default: { limit: READS_PER_MINUTE, ttl: 60_000 } })
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  /** Usage in groups: everybody's for owner, admin and auditor, else one's own. */
  @Get()
  async read(
    @Query() query: UsageQuery,
    @Headers('accept') accept: string | undefined,
    @InScope() { userId }: UsageScope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UsageResponse | string> {
    const question = toQuestion(query, userId, systemClock.now());
    if (query.format === 'csv' || (query.format === undefined && accept?.startsWith('text/csv'))) {
      return this.#csv({ ...question, limit: query.limit ?? MOST_CSV_ROWS }, query, reply);
    }
    const { groups, hasMore } = await this.usage.page(question);
    const last = hasMore ? groups.at(-1) : undefined;
    return {
      ...shown(question.range),
      zone: question.zone,
      rows: groups.map(toUsageRow),
      next_cursor: last === undefined ? null : encodeCursor(question, last.place),
    };
  }

  /** Everything together, with percentiles. */
  @Get('summary')
  async summary(@Query() query: UsageFilterQuery, @InScope() { userId }: UsageScope): Promise<UsageSummaryResponse> {
    const question = toQuestion({ ...query, percentiles: 'true' }, userId, systemClock.now());
    return { ...shown(question.range), ...toTotals(await this.usage.total(question)) };
  }

  /** The largest: keys that cost most, or any other dimension and value. */
  @Get('top')
  async top(
    @Query() { by = 'key', order = 'cost', limit = TOP, ...filters }: UsageTopQuery,
    @InScope() { userId }: UsageScope,
  ): Promise<UsageTopResponse> {
    const question = toQuestion({ ...filters, group_by: [by], order, limit }, userId, systemClock.now());
    const [{ groups }, total] = await Promise.all([this.usage.page(question), this.usage.total(question)]);
    const valueOf = { cost: 'cost_nanos', requests: 'requests', errors: 'errors' } as const;
    const figure = (row: ReturnType<typeof toTotals>) =>
      Number(order === 'tokens' ? row.tokens.total : row[valueOf[order]]);
    const whole = figure(toTotals(total));
    return {
      ...shown(question.range),
      rows: groups.map((group) => {
        const row = toUsageRow(group);
        return { ...row, share: whole === 0 ? null : figure(toTotals(group)) / whole };
      }),
    };
  }

  async #csv(question: UsageQuestion, { cursor, limit }: UsageQuery, reply: FastifyReply): Promise<string> {
    if (cursor !== undefined) throw invalid('cursor', 'a CSV file has no pages');
    const { groups, hasMore } = await this.usage.page(question);
    if (hasMore && limit === undefined) {
      throw invalid(
        'from',
        `the file would have more than ${MOST_CSV_ROWS} rows; ask for a shorter range or fewer groups`,
      );
    }
    const { from, to } = shown(question.range);
    void reply.header('content-type', 'text/csv; charset=utf-8');
    void reply.header(
      'content-disposition',
      `attachment; filename="usage-${from.slice(0, 10)}-${to.slice(0, 10)}.csv"`,
    );
    const columns = [
      ...(question.bucket === null ? [] : ['starts_at']),
      ...question.groupBy.flatMap((name) => [name, ...(NAMES[name] ?? [])]),
    ];
    return toCsv(groups.map(toUsageRow), columns, question.percentiles);
  }
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  key: ['key_name'],
  user: ['user_email'],
  team: ['team_name'],
};

function shown({ from, to }: Range): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function invalid(param: string, reason: string): GatewayError {
  return new GatewayError('invalid_field', { param, reason });
}
