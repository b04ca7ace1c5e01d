import { GatewayError } from '../../kernel/errors.js';
import { instantOf } from '../validation/instant.js';
import { DAY_MS, type Range, type TimeBucket, toWholeHours } from './roll-up/tiers.js';
import { decodeCursor } from './usage-cursor.js';
import { DIMENSION_NAMES } from './usage-dimensions.js';
import type { UsageFilterQuery, UsageQuery } from './usage.query.dto.js';
import type { UsageQuestion } from './usage.statement.js';

const DEFAULT_LIMIT = 100;
const YEAR_MS = 366 * DAY_MS;
/** By time bucket: so many rows that somebody can still want them. */
const LONGEST_RANGE: Readonly<Record<TimeBucket | 'none', { ms: number; words: string }>> = {
  hour: { ms: 93 * DAY_MS, words: '93 days with "bucket" hour' },
  day: { ms: 3 * YEAR_MS, words: '3 years with "bucket" day' },
  month: { ms: 20 * YEAR_MS, words: '20 years' },
  none: { ms: 20 * YEAR_MS, words: '20 years' },
};

/** Throws GatewayError (invalid_field) naming the parameter. */
export function toQuestion(query: UsageQuery, userId: string | null, now: number): UsageQuestion {
  const bucket = query.bucket ?? null;
  const order = query.order ?? (bucket === null ? 'cost' : 'time');
  if (order === 'time' && bucket === null) throw invalid('order', 'there is no time without "bucket"');
  const groupBy = query.group_by ?? [];
  if (new Set(groupBy).size < groupBy.length) throw invalid('group_by', 'it names something twice');
  const asked = {
    bucket,
    zone: zoneOf(query.zone ?? 'UTC'),
    groupBy,
    filters: filtersOf(query),
    userId,
    order,
    descending: (query.direction ?? (order === 'time' ? 'asc' : 'desc')) === 'desc',
    percentiles: query.percentiles === 'true',
  };
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, asked);
  return {
    ...asked,
    range: boundedRange(cursor ?? rangeOf(query, now), bucket),
    limit: query.limit ?? DEFAULT_LIMIT,
    after: cursor?.after ?? null,
  };
}

/** The last 24 hours where nothing is said. Throws GatewayError (invalid_field). */
function rangeOf({ from, to }: UsageFilterQuery, now: number): Range {
  const end = to === undefined ? now : instantOf('to', to);
  return { from: from === undefined ? end - DAY_MS : instantOf('from', from), to: end };
}

/** Grown to whole hours. Throws GatewayError (invalid_field) for an empty one and one that is too long. */
function boundedRange(range: Range, bucket: TimeBucket | null): Range {
  if (range.to <= range.from) throw invalid('to', 'it must be after "from"');
  const { ms, words } = LONGEST_RANGE[bucket ?? 'none'];
  if (range.to - range.from > ms) throw invalid('from', `a range may have at most ${words}`);
  return toWholeHours(range);
}

function filtersOf(query: UsageFilterQuery): UsageQuestion['filters'] {
  return Object.fromEntries(
    DIMENSION_NAMES.flatMap((name) => {
      const values = query[name];
      return values === undefined ? [] : [[name, values]];
    }),
  );
}

/** Only names: of an offset PostgreSQL and JavaScript think the opposite. */
function zoneOf(zone: string): string {
  try {
    if (/^[A-Za-z]/.test(zone)) return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    // Told below.
  }
  throw invalid('zone', 'it must be a time zone of the IANA database, like Europe/Berlin');
}

function invalid(param: string, reason: string): GatewayError {
  return new GatewayError('invalid_field', { param, reason });
}
