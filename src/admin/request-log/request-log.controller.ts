import { Controller, Get, Logger, Query, UseGuards, UsePipes } from '@nestjs/common';
import { type AdminContext, SignedIn } from '../access/admin-context.js';
import { Roles, RolesGuard } from '../access/roles.guard.js';
import { SessionGuard } from '../access/session.guard.js';
import { instantOf } from '../validation/instant.js';
import { RequestValidationPipe } from '../validation/request-validation.pipe.js';
import { decodePlace, encodePlace } from './request-log.cursor.js';
import { type RequestLogEntry, RequestLogQuery, type RequestLogResponse } from './request-log.dto.js';
import { RequestLogReader, type RequestLogRow } from './request-log.store.js';

const A_PAGE = 20;

@Controller('api/request-log')
@UseGuards(SessionGuard, RolesGuard)
@UsePipes(RequestValidationPipe)
export class RequestLogController {
  readonly #logger = new Logger('RequestLog');

  constructor(private readonly log: RequestLogReader) {}

  /** Prompts and answers of whom the configuration has them kept. Who reads them is logged. */
  @Get()
  @Roles(['owner', 'admin', 'auditor'])
  async read(@Query() query: RequestLogQuery, @SignedIn() { userId }: AdminContext): Promise<RequestLogResponse> {
    const { limit = A_PAGE, cursor } = query;
    const rows = await this.log.read(
      {
        requestId: query.request_id ?? null,
        key: query.key ?? null,
        user: query.user ?? null,
        model: query.model ?? null,
        from: instant('from', query.from),
        to: instant('to', query.to),
        after: cursor === undefined ? null : decodePlace(cursor),
      },
      limit + 1,
    );
    const entries = rows.slice(0, limit);
    if (entries.length > 0) this.#logger.log(`${entries.length} prompts and answers were read by ${userId}.`);
    const last = rows.length > limit ? entries.at(-1) : undefined;
    return {
      entries: entries.map(toEntry),
      next_cursor: last === undefined ? null : encodePlace({ startedAt: last.started_at, requestId: last.request_id }),
    };
  }
}

function instant(param: string, text: string | undefined): Date | null {
  return text === undefined ? null : new Date(instantOf(param, text));
}

function toEntry({
  key_id: key,
  user_id: user,
  team_id: team,
  requested_model: model,
  ...rest
}: RequestLogRow): RequestLogEntry {
  return { ...rest, key, user, team, model };
}
