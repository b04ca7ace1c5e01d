import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../validation/may-be-absent.js';

const INSTANT_RULE = 'must be a date or a date with time, ISO 8601; without an offset it is UTC';
const LIMIT_RULE = 'must be a whole number from 1 to 100';

export class RequestLogQuery {
  /** The request's id, as `x-request-id` says it. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(128)
  request_id?: string;

  /** Id of a gateway key. */
  @MayBeAbsent()
  @IsUUID('all', { message: 'must be the id of a key' })
  key?: string;

  /** Id of a user. */
  @MayBeAbsent()
  @IsUUID('all', { message: 'must be the id of a user' })
  user?: string;

  /** The model that was asked for. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(256)
  model?: string;

  /**
   * The first instant. As far back as the log goes when left out.
   * @example "2026-11-01T00:00:00Z"
   */
  @MayBeAbsent()
  @IsISO8601({ strict: true }, { message: INSTANT_RULE })
  from?: string;

  /**
   * The end, which is not in it. Now when left out.
   * @example "2026-12-01T00:00:00Z"
   */
  @MayBeAbsent()
  @IsISO8601({ strict: true }, { message: INSTANT_RULE })
  to?: string;

  /** Entries a page; 20 when left out. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt({ message: LIMIT_RULE })
  @Min(1, { message: LIMIT_RULE })
  @Max(100, { message: LIMIT_RULE })
  limit?: number;

  /** `next_cursor` of the page before, with the same query. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(400)
  cursor?: string;
}

export class RequestLogEntry {
  request_id!: string;
  started_at!: string;
  /** Id of the gateway key. */
  key!: string;
  /** Id of the user. */
  user!: string;
  team!: string | null;
  /** The API that was spoken. */
  dialect!: string;
  /** The model that was asked for. */
  model!: string;
  /** What the client saw. */
  status!: number;
  /** The request's body, redacted; cut off at the size that is configured. */
  prompt!: string;
  /** What the client was answered, redacted; of a stream what its frames said, put together. */
  answer!: string;
  /** How large it was. */
  prompt_bytes!: number;
  answer_bytes!: number;
  /** How many pieces were replaced. */
  redactions!: number;
}

export class RequestLogResponse {
  /** The latest first. */
  entries!: RequestLogEntry[];
  /** `null` on the last page. */
  next_cursor!: string | null;
}
