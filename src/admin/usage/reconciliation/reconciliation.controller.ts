import { Controller, Get, HttpCode, Logger, Post, Query, UseGuards, UsePipes } from '@nestjs/common';
import { GatewayError } from '../../../kernel/errors.js';
import { type AdminContext, SignedIn } from '../../access/admin-context.js';
import { Roles, RolesGuard } from '../../access/roles.guard.js';
import { SessionGuard } from '../../access/session.guard.js';
import { instantOf } from '../../validation/instant.js';
import { RequestValidationPipe } from '../../validation/request-validation.pipe.js';
import { DAY_MS, type Range } from '../roll-up/tiers.js';
import { ReconciliationQuery, type ReconciliationResponse } from './reconciliation.dto.js';
import { ReconciliationStore } from './reconciliation.store.js';

/** The rows of so many days are read at once. */
const MOST_DAYS = 7;

@Controller('api/usage/reconciliation')
@UseGuards(SessionGuard, RolesGuard)
@UsePipes(RequestValidationPipe)
export class ReconciliationController {
  readonly #logger = new Logger('Reconciliation');

  constructor(private readonly reconciliation: ReconciliationStore) {}

  /** Compares roll-ups with the ledger's rows. */
  @Get()
  @Roles(['owner', 'admin', 'auditor'])
  async compare(@Query() query: ReconciliationQuery): Promise<ReconciliationResponse> {
    return this.#compare(await this.#range(query));
  }

  /** Sums the ledger's rows of these days up anew, and compares. */
  @Post()
  @HttpCode(200)
  @Roles(['owner', 'admin'])
  async rebuild(
    @Query() query: ReconciliationQuery,
    @SignedIn() { userId }: AdminContext,
  ): Promise<ReconciliationResponse> {
    const range = await this.#range(query);
    for (let day = range.from; day < range.to; day += DAY_MS) {
      await this.reconciliation.rebuild({ from: day, to: day + DAY_MS });
    }
    this.#logger.log(`Roll-ups from ${query.from} to ${query.to} were built anew by ${userId}.`);
    return this.#compare(range);
  }

  async #compare(range: Range): Promise<ReconciliationResponse> {
    const differences = await this.reconciliation.differences(range);
    return {
      from: new Date(range.from).toISOString(),
      to: new Date(range.to).toISOString(),
      matches: differences.length === 0,
      differences: differences.map(({ tier, startsAt, keyId, measure, ledger, rollUp }) => ({
        tier,
        starts_at: startsAt.toISOString(),
        key: keyId,
        measure,
        ledger: ledger ?? '0',
        roll_up: rollUp ?? '0',
      })),
    };
  }

  /** Without the days whose rows retention has dropped: only roll-ups know of them. */
  async #range(query: ReconciliationQuery): Promise<Range> {
    const asked = { from: day('from', query.from), to: day('to', query.to) };
    if (asked.to <= asked.from) throw invalid('to', 'it must be after "from"');
    if (asked.to - asked.from > MOST_DAYS * DAY_MS)
      throw invalid('to', `at most ${MOST_DAYS} days are compared at once`);
    const first = (await this.reconciliation.firstDay())?.getTime() ?? asked.to;
    return { from: Math.min(Math.max(asked.from, first), asked.to), to: asked.to };
  }
}

function day(param: string, text: string): number {
  const instant = instantOf(param, text);
  if (instant % DAY_MS === 0) return instant;
  throw invalid(param, 'it must be a whole day of UTC, like 2026-11-01');
}

function invalid(param: string, reason: string): GatewayError {
  return new GatewayError('invalid_field', { param, reason });
}
