import { expect, it } from 'vitest';
import { toCsv } from './usage-csv.js';
import { toUsageRow } from './usage-row.js';
import { noSums } from './usage.store.js';

function linesFor(model: string): string[][] {
  const group = { startsAt: null, by: { model }, names: {}, place: [], ...noSums(), costNanos: 1_500_000_000n };
  const text = toCsv([toUsageRow(group)], ['model'], false);
  expect(text.endsWith('\r\n')).toBe(true);
  return text
    .slice(0, -2)
    .split('\r\n')
    .map((line) => line.split(','));
}

it('has a header and exact money', () => {
  const [header = [], cells = []] = linesFor('small');
  expect(cells).toHaveLength(header.length);
  expect(header.slice(0, 3)).toEqual(['model', 'requests', 'errors']);
  expect(cells[header.indexOf('cost_usd')]).toBe('1.5');
  expect(cells[header.indexOf('cost_nanos')]).toBe('1500000000');
  expect(cells[header.indexOf('avg_latency_ms')]).toBe('');
});

it.for(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('a spreadsheet does not run %j', (model) => {
  expect(linesFor(model)[1]?.[0]).toBe(`'${model}`);
});

it('commas, quotes and line ends stay inside their cell', () => {
  const row = (model: string) =>
    toCsv([toUsageRow({ startsAt: null, by: { model }, names: {}, place: [], ...noSums() })], ['model'], false);
  expect(row('a,"b"')).toContain('\r\n"a,""b""",0,0,');
  expect(row('a\r\nb')).toContain('\r\n"a\r\nb",0,0,');
  expect(row('=a,b')).toContain(`\r\n"'=a,b",0,0,`);
});
