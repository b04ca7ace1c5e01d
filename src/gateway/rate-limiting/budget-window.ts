import type { BudgetPeriod } from '../../kernel/limits.js';

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** A period of a calendar. Milliseconds since the epoch. */
export interface BudgetWindow {
  /** `2026-11-28`, `2026-11` or `total`: with the zone, the same on every node. */
  readonly label: string;
  readonly startsAt: number;
  /** `null` where it has no end. */
  readonly endsAt: number | null;
}

const TOTAL: BudgetWindow = { label: 'total', startsAt: 0, endsAt: null };

/** The day or month of a zone's calendar that holds a moment. Days are 23 to 25 hours long where clocks are changed. */
export function budgetWindow(period: BudgetPeriod, zone: string, at: number): BudgetWindow {
  if (period === 'total') return TOTAL;
  const { year, month, day } = dateIn(zone, at);
  if (period === 'day') {
    return {
      label: `${year}-${two(month)}-${two(day)}`,
      startsAt: startOfDay(zone, Date.UTC(year, month - 1, day)),
      endsAt: startOfDay(zone, Date.UTC(year, month - 1, day + 1)),
    };
  }
  return {
    label: `${year}-${two(month)}`,
    startsAt: startOfDay(zone, Date.UTC(year, month - 1, 1)),
    endsAt: startOfDay(zone, Date.UTC(year, month, 1)),
  };
}

/**
 * The first moment of a day, given as its midnight in UTC. Offsets are found from both sides, for the day may begin in the
 * very hour in which they change; where midnight itself is left out, the first moment after it counts.
 */
function startOfDay(zone: string, midnight: number): number {
  const candidates = [midnight - DAY_MS, midnight + DAY_MS].map((near) => midnight - offset(zone, near));
  const right = candidates.filter((moment) => moment + offset(zone, moment) === midnight);
  return right.length > 0 ? Math.min(...right) : Math.max(...candidates);
}

/** How far a zone's clocks are ahead of UTC. */
function offset(zone: string, at: number): number {
  const { year, month, day, hour, minute, second } = dateIn(zone, at);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function dateIn(zone: string, at: number) {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const date = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(at)) {
    if (type in date) date[type as keyof typeof date] = Number(value);
  }
  return date;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
