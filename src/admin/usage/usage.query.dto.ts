import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, IsISO8601, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../validation/may-be-absent.js';
import { DIMENSION_NAMES, type Dimension } from './usage-dimensions.js';

const INSTANT_RULE = 'must be a date or a date with time, ISO 8601; without an offset it is UTC';
const LIMIT_RULE = 'must be a whole number from 1 to 1000';
const TOP_RULE = 'must be a whole number from 1 to 100';
const MOST_VALUES = 20;
const VALUES_RULE = `must have at most ${MOST_VALUES} values`;

/** A parameter that may be given several times: always a list. */
function Values(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === undefined || Array.isArray(value) ? value : [value]));
}

/** Names separated by commas, or the parameter several times. */
function Names(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    [value].flat().flatMap((name) => (typeof name === 'string' ? name.split(',').map((part) => part.trim()) : [name])),
  );
}

/** Which usage: a range of time and what it is narrowed to. */
export class UsageFilterQuery {
  /**
   * The first instant, grown to its whole hour. 24 hours before "to" when left out.
   * @example "2026-11-01T00:00:00Z"
   */
  @MayBeAbsent()
  @IsISO8601({ strict: true }, { message: INSTANT_RULE })
  from?: string;

  /**
   * The end, which is not in it, grown to its whole hour. Now when left out.
   * @example "2026-12-01T00:00:00Z"
   */
  @MayBeAbsent()
  @IsISO8601({ strict: true }, { message: INSTANT_RULE })
  to?: string;

  /** Ids of gateway keys; may be repeated, as all filters may: any of the values. */
  @MayBeAbsent()
  @Values()
  @ArrayMaxSize(MOST_VALUES, { message: VALUES_RULE })
  @IsUUID('all', { each: true, message: 'must be the id of a key' })
  key?: string[];

  /** Ids of users. */
  @MayBeAbsent()
  @Values()
  @ArrayMaxSize(MOST_VALUES, { message: VALUES_RULE })
  @IsUUID('all', { each: true, message: 'must be the id of a user' })
  user?: string[];

  /** Ids of teams. */
  @MayBeAbsent()
  @Values()
  @ArrayMaxSize(MOST_VALUES, { message: VALUES_RULE })
  @IsUUID('all', { each: true, message: 'must be the id of a team' })
  team?: string[];

  /** Models that answered, or were asked for where none did. */
  @MayBeAbsent()
  @Values()
  @ArrayMaxSize(MOST_VALUES, { message: VALUES_RULE })
  @MaxLength(256, { each: true, message: 'must have at most 256 characters' })
  model?: string[];

  /** Models as clients asked for them. */
  @MayBeAbsent()
  @Values()
  @ArrayMaxSize(MOST_VALUES, { message: VALUES_RULE })
  @MaxLength(256, { each: true, message: 'must have at most 256 characters' })
  requested_model?: string[];

  /** Names of providers. */
  @MayBeAbsent()
  @Values()
  @ArrayMaxSize(MOST_VALUES, { message: VALUES_RULE })
  @MaxLength(100, { each: true, message: 'must have at most 100 characters' })
  provider?: string[];

  /** HTTP statuses. */
  @MayBeAbsent()
  @Values()
  @ArrayMaxSize(MOST_VALUES, { message: VALUES_RULE })
  @Matches(/^[1-5]\d\d$/, { each: true, message: 'must be an HTTP status' })
  status?: string[];

  /** HTTP statuses by their first digit. */
  @MayBeAbsent()
  @Values()
  @ArrayMaxSize(MOST_VALUES, { message: VALUES_RULE })
  @Matches(/^[1-5]xx$/, { each: true, message: 'must be 2xx, 4xx or 5xx' })
  status_class?: string[];

  /** Tags of requests (`x-gateway-tags`). */
  @MayBeAbsent()
  @Values()
  @ArrayMaxSize(MOST_VALUES, { message: VALUES_RULE })
  @MaxLength(64, { each: true, message: 'must have at most 64 characters' })
  tag?: string[];
}

export class UsageQuery extends UsageFilterQuery {
  /**
   * What to group by, separated by commas: key, user, team, model, requested_model, provider, status, status_class, tag. A
   * request with several tags counts for each of them.
   * @example "key,model"
   */
  @MayBeAbsent()
  @Names()
  @IsIn(DIMENSION_NAMES, { each: true, message: `must be some of ${DIMENSION_NAMES.join(', ')}` })
  group_by?: Dimension[];

  /** Group by time as well. Hours are whole hours of UTC in every zone. */
  @MayBeAbsent()
  @IsIn(['hour', 'day', 'month'], { message: 'must be hour, day or month' })
  bucket?: 'hour' | 'day' | 'month';

  /**
   * The IANA time zone whose days and months are meant; UTC when left out. In a zone that is no whole number of hours off
   * UTC a day begins with the first whole hour in it.
   * @example "Europe/Berlin"
   */
  @MayBeAbsent()
  @IsString({ message: 'must be a time zone of the IANA database' })
  zone?: string;

  /** By which value rows are ordered; by time when grouped by it, else by cost. */
  @MayBeAbsent()
  @IsIn(['time', 'cost', 'requests', 'tokens', 'errors'], { message: 'must be time, cost, requests, tokens or errors' })
  order?: 'time' | 'cost' | 'requests' | 'tokens' | 'errors';

  /** Ascending by time, descending by any other value when left out. */
  @MayBeAbsent()
  @IsIn(['asc', 'desc'], { message: 'must be asc or desc' })
  direction?: 'asc' | 'desc';

  /** Percentiles of latency and time to first token as well. */
  @MayBeAbsent()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  percentiles?: 'true' | 'false';

  /**
   * Rows on a page.
   * @example 100
   */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt({ message: LIMIT_RULE })
  @Min(1, { message: LIMIT_RULE })
  @Max(1000, { message: LIMIT_RULE })
  limit?: number;

  /** A CSV file of up to 50,000 rows instead of a page; so does "Accept: text/csv". */
  @MayBeAbsent()
  @IsIn(['json', 'csv'], { message: 'must be json or csv' })
  format?: 'json' | 'csv';

  /** "next_cursor" of the page before. Its range goes on; "from" and "to" are not looked at. */
  @MayBeAbsent()
  @IsString({ message: 'must be a text' })
  @MaxLength(8192, { message: 'is too long' })
  cursor?: string;
}

export class UsageTopQuery extends UsageFilterQuery {
  /** Whose or which usage. */
  @MayBeAbsent()
  @IsIn(DIMENSION_NAMES, { message: `must be one of ${DIMENSION_NAMES.join(', ')}` })
  by?: Dimension;

  /** By which value; by cost when left out. */
  @MayBeAbsent()
  @IsIn(['cost', 'requests', 'tokens', 'errors'], { message: 'must be cost, requests, tokens or errors' })
  order?: 'cost' | 'requests' | 'tokens' | 'errors';

  /**
   * How many; ten when left out.
   * @example 10
   */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt({ message: TOP_RULE })
  @Min(1, { message: TOP_RULE })
  @Max(100, { message: TOP_RULE })
  limit?: number;
}
