import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budgetWindow } from './budget-window.js';

const at = (text: string) => Date.parse(text);
const span = (period: 'day' | 'month', zone: string, moment: string) => {
  const { label, startsAt, endsAt } = budgetWindow(period, zone, at(moment));
  return [label, new Date(startsAt).toISOString(), new Date(endsAt ?? Number.NaN).toISOString()];
};

describe('a period of the calendar', () => {
  test.each([
    ['day', 'UTC', '2026-11-28T17:00:00Z', '2026-11-28', '2026-11-28T00:00:00.000Z', '2026-11-29T00:00:00.000Z'],
    // Half past midnight in Berlin is still yesterday in London.
    [
      'day',
      'Europe/Berlin',
      '2026-11-27T23:30:00Z',
      '2026-11-28',
      '2026-11-27T23:00:00.000Z',
      '2026-11-28T23:00:00.000Z',
    ],
    // Clocks go forward: 23 hours.
    [
      'day',
      'Europe/Berlin',
      '2026-03-29T12:00:00Z',
      '2026-03-29',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ],
    // And back: 25 hours.
    [
      'day',
      'America/New_York',
      '2026-11-01T12:00:00Z',
      '2026-11-01',
      '2026-11-01T04:00:00.000Z',
      '2026-11-02T05:00:00.000Z',
    ],
    // In Cairo the clocks go forward at midnight: the day begins at one.
    [
      'day',
      'Africa/Cairo',
      '2026-04-24T12:00:00Z',
      '2026-04-24',
      '2026-04-23T22:00:00.000Z',
      '2026-04-24T21:00:00.000Z',
    ],
    ['month', 'UTC', '2026-12-31T23:59:59Z', '2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    [
      'month',
      'Asia/Kolkata',
      '2026-02-28T18:30:00Z',
      '2026-03',
      '2026-02-28T18:30:00.000Z',
      '2026-03-31T18:30:00.000Z',
    ],
  ] as const)('%s in %s at %s', (period, zone, moment, label, start, end) => {
    expect(span(period, zone, moment)).toEqual([label, start, end]);
  });

  test('the whole time has no end', () => {
    expect(budgetWindow('total', 'UTC', 5)).toEqual({ label: 'total', startsAt: 0, endsAt: null });
  });

  test('holds its moment, and the next one begins where it ends', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Africa/Cairo',
      'Asia/Beirut',
      'Pacific/Apia',
      'Australia/Lord_Howe',
    ];
    const moments = fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') });
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), fc.constantFrom('day', 'month'), (moment, zone, period) => {
        const { label, startsAt, endsAt } = budgetWindow(period, zone, moment);
        expect(startsAt).toBeLessThanOrEqual(moment);
        expect(endsAt).toBeGreaterThan(moment);
        expect(budgetWindow(period, zone, startsAt).label).toBe(label);
        expect(budgetWindow(period, zone, startsAt - 1).label).not.toBe(label);
        expect(budgetWindow(period, zone, endsAt! - 1).label).toBe(label);
        expect(budgetWindow(period, zone, endsAt!).startsAt).toBe(endsAt);
      }),
      { numRuns: 500 },
    );
  });
});
