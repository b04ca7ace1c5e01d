import { expect, test } from 'vitest';
import { judge } from './goals.ts';
import type { Figures, Row } from './row.ts';

function row(id: string, figures: Figures): Row {
  return { id, title: id, unit: 'ms', comparesWithFloor: true, figures };
}

test('a ratio is judged on medians', () => {
  const results = judge([row('throughput', { floor: [100, 1, 110], gateway: [76, 74, 999], 'gateway + Redis': [60] })]);
  expect(results).toMatchObject([
    { subject: 'gateway', figure: 0.76, isMet: true },
    { subject: 'gateway + Redis', figure: 0.6, isMet: false },
  ]);
});

test('an upper bound is met up to and including itself', () => {
  expect(judge([row('listening-postgres', { gateway: [900] })])).toMatchObject([{ isMet: true }]);
  expect(judge([row('listening-postgres', { gateway: [901] })])).toMatchObject([{ isMet: false }]);
});

test('what was not measured is not judged', () => {
  expect(judge([row('throughput', { floor: [100] }), row('unknown', { gateway: [1] })])).toEqual([]);
});

test('a figure that is not a number is not a goal reached', () => {
  expect(judge([row('added-p99', { gateway: [Number.NaN] })])).toMatchObject([{ isMet: false }]);
});
