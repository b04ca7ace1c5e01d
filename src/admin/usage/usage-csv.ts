import { PRICED_APART, TOKEN_CLASSES } from './usage-measures.js';
import type { UsageRow } from './usage.dto.js';

type Cell = string | number | null | undefined;

/** Spreadsheets run what begins so; an apostrophe before it makes it a text. https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180: a header, CRLF after every line. Columns that no row has are left out; `null` is an empty cell. */
export function toCsv(rows: readonly UsageRow[], columns: readonly string[], withPercentiles: boolean): string {
  const figures = [...FIGURES, ...(withPercentiles ? PERCENTILES : [])];
  const header = [...columns, ...figures.map(([name]) => name)];
  const lines = rows.map((row) => [
    ...columns.map((name) => row[name as keyof UsageRow] as Cell),
    ...figures.map(([, valueOf]) => valueOf(row)),
  ]);
  return [header, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

const FIGURES: readonly (readonly [name: string, valueOf: (row: UsageRow) => Cell])[] = [
  ['requests', (row) => row.requests],
  ['errors', (row) => row.errors],
  ['unpriced', (row) => row.unpriced],
  ['estimated', (row) => row.estimated],
  ...TOKEN_CLASSES.map((name) => [`tokens_${name}`, (row: UsageRow) => row.tokens[name]] as const),
  ['tokens_total', (row) => row.tokens.total],
  ...PRICED_APART.map((name) => [name, (row: UsageRow) => row.priced_apart[name]] as const),
  ['cost_usd', (row) => row.cost_usd],
  ['cost_nanos', (row) => row.cost_nanos],
  ['cache_hit_ratio', (row) => row.cache_hit_ratio],
  ['prompt_cache_ratio', (row) => row.prompt_cache_ratio],
  ['avg_latency_ms', (row) => row.avg_latency_ms],
  ['avg_first_token_ms', (row) => row.avg_first_token_ms],
];

const PERCENTILES = (['latency_ms', 'first_token_ms'] as const).flatMap((histogram) =>
  (['p50', 'p90', 'p99'] as const).map(
    (name) => [`${histogram}_${name}`, (row: UsageRow) => row[histogram]?.[name]] as const,
  ),
);

function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
