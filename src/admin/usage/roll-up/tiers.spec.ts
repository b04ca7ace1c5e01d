import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, type Range, tiersOf, type TimeBucket, toWholeHours } from './tiers.js';

const START = Date.parse('2026-03-01T00:00:00Z');
const at = (text: string) => Date.parse(`2026-${text}Z`);

const ranges = fc
  .tuple(fc.integer({ min: 0, max: 24 * 90 }), fc.integer({ min: 1, max: 24 * 70 }))
  .map(([start, hours]) => ({ from: START + start * HOUR_MS, to: START + (start + hours) * HOUR_MS }));

function hoursOf(parts: readonly Range[]): number[] {
  return parts.flatMap(({ from, to }) =>
    Array.from({ length: (to - from) / HOUR_MS }, (_, hour) => from + hour * HOUR_MS),
  );
}

it.for<[TimeBucket | null, string]>([
  [null, 'UTC'],
  [null, 'Asia/Kolkata'],
  ['hour', 'UTC'],
  ['day', 'UTC'],
  ['day', 'Europe/Berlin'],
  ['day', 'Europe/London'],
  ['month', 'UTC'],
  ['month', 'Asia/Kolkata'],
  ['month', 'America/Los_Angeles'],
])('every hour is read once, by %s in %s', ([bucket, zone]) => {
  fc.assert(
    fc.property(ranges, (range) => {
      const { daily, hourly } = tiersOf(range, bucket, zone);
      const read = [...hoursOf(daily), ...hoursOf(hourly)].sort((a, b) => a - b);
      expect(read).toEqual(hoursOf([range]));
      for (const { from, to } of daily) expect([from % DAY_MS, to % DAY_MS]).toEqual([0, 0]);
    }),
    { numRuns: 60 },
  );
});

it('a month is read from days, but for those that another month begins in', () => {
  const range = { from: at('03-10T05:00'), to: at('05-02T03:00') };
  expect(tiersOf(range, 'month', 'America/Los_Angeles')).toEqual({
    daily: [
      { from: at('03-11T00:00'), to: at('04-01T00:00') },
      { from: at('04-02T00:00'), to: at('05-01T00:00') },
    ],
    hourly: [
      { from: at('03-10T05:00'), to: at('03-11T00:00') },
      { from: at('04-01T00:00'), to: at('04-02T00:00') },
      { from: at('05-01T00:00'), to: at('05-02T03:00') },
    ],
  });
});

it('days of London are days of UTC until summer time begins', () => {
  const { daily, hourly } = tiersOf({ from: at('03-20T00:00'), to: at('04-05T00:00') }, 'day', 'Europe/London');
  expect(daily).toEqual([{ from: at('03-20T00:00'), to: at('03-29T00:00') }]);
  expect(hourly).toEqual([{ from: at('03-29T00:00'), to: at('04-05T00:00') }]);
});

it('grows to whole hours', () => {
  expect(toWholeHours({ from: at('03-01T10:59:59'), to: at('03-01T11:00:01') })).toEqual({
    from: at('03-01T10:00'),
    to: at('03-01T12:00'),
  });
});
