export type TimeBucket = 'hour' | 'day' | 'month';

/** Instants in milliseconds; `to` is not in it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Which parts of a range are read from which roll-up. Disjoint, and together the whole range. */
export interface Tiers {
  readonly daily: readonly Range[];
  readonly hourly: readonly Range[];
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The same range grown to whole hours (UTC): roll-ups know no less. */
export function toWholeHours({ from, to }: Range): Range {
  return { from: Math.floor(from / HOUR_MS) * HOUR_MS, to: Math.ceil(to / HOUR_MS) * HOUR_MS };
}

/**
 * Days of UTC that lie in the range and in one time bucket of the zone are read as days, the rest as hours. With no time
 * bucket every day is, whatever the zone. `range` has whole hours.
 */
export function tiersOf(range: Range, bucket: TimeBucket | null, zone: string): Tiers {
  const first = Math.ceil(range.from / DAY_MS) * DAY_MS;
  const end = Math.floor(range.to / DAY_MS) * DAY_MS;
  if (bucket === 'hour' || first >= end) return { daily: [], hourly: [range] };
  const isWhole = liesInOneBucket(bucket, zone);
  const daily: Range[] = [];
  const hourly: Range[] = [];
  const add = (list: Range[], { from, to }: Range) => {
    if (from === to) return;
    const last = list.at(-1);
    if (last?.to === from) list[list.length - 1] = { from: last.from, to };
    else list.push({ from, to });
  };
  add(hourly, { from: range.from, to: first });
  for (let day = first; day < end; day += DAY_MS) {
    add(isWhole(day) ? daily : hourly, { from: day, to: day + DAY_MS });
  }
  add(hourly, { from: end, to: range.to });
  return { daily, hourly };
}

function liesInOneBucket(bucket: 'day' | 'month' | null, zone: string): (day: number) => boolean {
  if (bucket === null || zone === 'UTC') return () => true;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    ...(bucket === 'day' && { day: 'numeric' }),
  });
  // Of the day's last hour the beginning counts: an hour belongs to the bucket in which it begins.
  return (day) => format.format(day) === format.format(day + DAY_MS - HOUR_MS);
}
