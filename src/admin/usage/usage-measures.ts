import { BIN_SUFFIXES } from './roll-up/latency-bins.js';

/** Token classes of the ledger; disjoint, so that their sum is the total. */
export const TOKEN_CLASSES = [
  'input_uncached',
  'cache_read',
  'cache_write',
  'input_audio',
  'output',
  'reasoning',
  'output_audio',
] as const;

/** Sums that a roll-up keeps -> the same from a change that is not folded yet. */
const KEPT: Readonly<Record<string, string>> = {
  requests: 'sign',
  unpriced: `CASE WHEN cost_nanos IS NULL AND ${TOKEN_CLASSES.join(' + ')} > 0 THEN sign ELSE 0 END`,
  estimated: 'CASE WHEN estimated THEN sign ELSE 0 END',
  cache_hits: 'CASE WHEN cache_hit THEN sign ELSE 0 END',
  ...Object.fromEntries(TOKEN_CLASSES.map((name) => [name, `sign * ${name}`])),
  cost_nanos: 'sign * coalesce(cost_nanos, 0)',
  latency_us: 'sign * latency_us',
  first_tokens: 'CASE WHEN first_token_us IS NULL THEN 0 ELSE sign END',
  first_token_us: 'sign * coalesce(first_token_us, 0)',
};

const HISTOGRAMS = { latency: 'latency_bin', first_token: 'first_token_bin' } as const;

export type Histogram = keyof typeof HISTOGRAMS;

/** A sum over many rows, in SQL, from the roll-ups and from changes. */
export interface Measure {
  readonly name: string;
  readonly ofRollUp: string;
  readonly ofChange: string;
}

/** Every sum; those that failed are told by their series' status. */
export const SUMS: readonly Measure[] = [
  ...Object.entries(KEPT).map(([name, change]) => ({
    name,
    ofRollUp: `sum(${name})`,
    ofChange: `sum(${change})`,
  })),
  {
    name: 'errors',
    ofRollUp: 'coalesce(sum(requests) FILTER (WHERE series.status >= 400), 0)',
    ofChange: 'coalesce(sum(sign) FILTER (WHERE series.status >= 400), 0)',
  },
];

/** Columns of a roll-up that hold sums. */
export const KEPT_SUMS: readonly string[] = Object.keys(KEPT);

/** The counts behind percentiles. */
export const BINS: readonly Measure[] = Object.entries(HISTOGRAMS).flatMap(([histogram, bin]) =>
  BIN_SUFFIXES.map((suffix) => ({
    name: `${histogram}_${suffix}`,
    ofRollUp: `sum(${histogram}_${suffix})`,
    ofChange: `sum(sign) FILTER (WHERE ${bin} = ${Number(suffix)})`,
  })),
);

export function binsOf(histogram: Histogram, row: Readonly<Record<string, unknown>>): number[] {
  return BIN_SUFFIXES.map((suffix) => Number(row[`${histogram}_${suffix}`] ?? 0));
}
