import { type Range, tiersOf, type TimeBucket } from './roll-up/tiers.js';
import { DIMENSIONS, type Dimension } from './usage-dimensions.js';
import { BINS, KEPT_SUMS, type Measure, SUMS, TOKEN_CLASSES } from './usage-measures.js';

export type Order = 'time' | 'cost' | 'requests' | 'tokens' | 'errors';

/** A question about usage, checked and complete. */
export interface UsageQuestion {
  /** Whole hours (UTC). */
  readonly range: Range;
  readonly bucket: TimeBucket | null;
  /** The IANA time zone whose days and months are meant. */
  readonly zone: string;
  readonly groupBy: readonly Dimension[];
  /** Any of a dimension's values; all dimensions. */
  readonly filters: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  /** Whose usage may be seen; `null` for everybody's. */
  readonly userId: string | null;
  readonly order: Order;
  readonly descending: boolean;
  readonly percentiles: boolean;
  readonly limit: number;
  /** The place of the last row that was seen. */
  readonly after: readonly string[] | null;
}

export interface Statement {
  readonly sql: string;
  readonly parameters: unknown[];
}

const TOKENS = TOKEN_CLASSES.join(' + ');

const ORDERS: Readonly<Record<Exclude<Order, 'time'>, string>> = {
  cost: 'cost_nanos',
  requests: 'requests',
  tokens: TOKENS,
  errors: 'errors',
};

/**
 * One statement over the roll-ups and over what is not folded yet, so that both are seen at one moment. Rows come in a
 * total order: by `place`, an array of texts, of which the first two are numbers.
 */
export function usageStatement(question: UsageQuestion): Statement {
  const parameters: unknown[] = [];
  const bind = (value: unknown, type: string) => `$${parameters.push(value)}::${type}`;
  const measures = question.percentiles ? [...SUMS, ...BINS] : SUMS;
  const dimensions = question.groupBy.map((name) => `${DIMENSIONS[name].value} AS "${name}"`);
  const names = question.groupBy.map((name) => `"${name}"`);
  const start = question.bucket === null ? 'NULL::timestamptz' : 'starts_at';
  const conditions = [...scope(question, bind), ...filters(question, bind)];
  const tags = question.groupBy.includes('tag') || question.filters.tag !== undefined ? TAGS : '';
  const grouping = (of: 'ofRollUp' | 'ofChange') =>
    `SELECT ${[`${start} AS starts_at`, ...dimensions, ...columns(measures, of)].join(', ')}`;
  const groups = `GROUP BY ${['1', ...names.map((_, index) => String(index + 2))].join(', ')}`;

  const sql = `
    WITH part AS (
      ${grouping('ofRollUp')}
      FROM (${tiers(question, measures, bind)}) kept JOIN usage_series series ON series.id = kept.series ${tags}
      ${where(conditions)} ${groups}
      UNION ALL
      ${grouping('ofChange')}
      FROM usage_changes series ${tags}
      ${where([within('series.starts_at', [question.range], bind), ...conditions])} ${groups}
    ), whole AS (
      SELECT ${[bucketed(question, bind), ...names, ...measures.map(({ name }) => `sum(${name}) AS ${name}`)].join(', ')}
      FROM part ${groups} HAVING sum(requests) <> 0 OR sum(cost_nanos) <> 0 OR sum(${TOKENS}) <> 0
    ), placed AS (
      SELECT *, ${place(question, names)} FROM whole
    )
    SELECT *, ARRAY[${placeColumns(names)
      .map((name) => `${name}::text`)
      .join(', ')}] AS place FROM placed
    ${where(question.after === null ? [] : [isAfter(question.after, names, bind)])}
    ORDER BY ${placeColumns(names).join(', ')} LIMIT ${bind(question.limit, 'integer')}`;
  return { sql, parameters };
}

type Bind = (value: unknown, type: string) => string;

/** One row a tag; a request without tags has one with none. */
const TAGS = 'LEFT JOIN LATERAL unnest(series.tags) AS tag (name) ON true';

function columns(measures: readonly Measure[], of: 'ofRollUp' | 'ofChange'): string[] {
  return measures.map((measure) => `${measure[of]} AS ${measure.name}`);
}

function scope({ userId }: UsageQuestion, bind: Bind): string[] {
  return userId === null ? [] : [`series.user_id = ${bind(userId, 'uuid')}`];
}

function filters({ filters: wanted }: UsageQuestion, bind: Bind): string[] {
  return Object.entries(wanted).map(([name, values]) => {
    const { filter, type } = DIMENSIONS[name as Dimension];
    return `${filter} = ANY (${bind(values, `${type}[]`)})`;
  });
}

function tiers({ range, bucket, zone }: UsageQuestion, measures: readonly Measure[], bind: Bind): string {
  const { daily, hourly } = tiersOf(range, bucket, zone);
  const kept = [
    'starts_at',
    'series',
    ...KEPT_SUMS,
    ...(measures.length > SUMS.length ? BINS : []).map(({ name }) => name),
  ];
  const tier = (table: string, ranges: readonly Range[]) =>
    ranges.length === 0 ? [] : [`SELECT ${kept.join(', ')} FROM ${table} WHERE ${within('starts_at', ranges, bind)}`];
  return [...tier('usage_daily', daily), ...tier('usage_hourly', hourly)].join(' UNION ALL ');
}

function within(column: string, ranges: readonly Range[], bind: Bind): string {
  const instant = (milliseconds: number) => bind(new Date(milliseconds), 'timestamptz');
  const parts = ranges.map(({ from, to }) => `(${column} >= ${instant(from)} AND ${column} < ${instant(to)})`);
  return `(${parts.join(' OR ')})`;
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

/** Hours are the roll-ups' own in every zone: a zone that is half an hour off has no other whole ones. */
function bucketed({ bucket, zone }: UsageQuestion, bind: Bind): string {
  if (bucket === null || bucket === 'hour') return 'starts_at';
  return `date_trunc('${bucket}', starts_at, ${bind(zone, 'text')}) AS starts_at`;
}

function placeColumns(names: readonly string[]): string[] {
  return ['place_value', 'place_time', ...names.map((_, index) => `place_${index}`)];
}

/** Ascending throughout, so that one comparison of rows finds the next page. What has no value stands before all values. */
function place({ order, descending }: UsageQuestion, names: readonly string[]): string {
  const time = 'coalesce(extract(epoch FROM starts_at), 0)::bigint';
  const value = order === 'time' ? time : ORDERS[order];
  return [
    `(${descending ? '-' : ''}(${value}))::numeric AS place_value`,
    `${time} AS place_time`,
    ...names.map((name, index) => `coalesce('=' || ${name}, '') COLLATE "C" AS place_${index}`),
  ].join(', ');
}

function isAfter([value, time, ...groups]: readonly string[], names: readonly string[], bind: Bind): string {
  const last = [bind(value, 'numeric'), bind(time, 'bigint'), ...groups.map((group) => bind(group, 'text'))];
  return `(${placeColumns(names).join(', ')}) > (${last.join(', ')})`;
}
