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

/** Parts of those that vendors price apart, and what they bill beside tokens. */
export const PRICED_APART = ['cache_write_1h', 'input_image', 'output_image', 'searches', 'audio_ms'] as const;

/** Sums that a roll-up keeps -> the same from a change that is not folded yet. */
export const KEPT: Readonly<Record<string, string>> = {
  requests: 'CASE WHEN is_answer THEN sign ELSE 0 END',
  unpriced: `CASE WHEN cost_nanos IS NULL AND ${TOKEN_CLASSES.join(' + ')} > 0 THEN sign ELSE 0 END`,
  estimated: 'CASE WHEN estimated THEN sign ELSE 0 END',
  cache_hits: 'CASE WHEN cache_hit THEN sign ELSE 0 END',
  ...Object.fromEntries([...TOKEN_CLASSES, ...PRICED_APART].map((name) => [name, `sign * ${name}`])),
  cost_nanos: 'sign * coalesce(cost_nanos, 0)',
  latency_us: 'sign * coalesce(latency_us, 0)',
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
    ofChange: 'coalesce(sum(sign) FILTER (WHERE series.status >= 400 AND is_answer), 0)',
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

export function binColumns(histogram: Histogram): string[] {
  return BIN_SUFFIXES.map((suffix) => `${histogram}_${suffix}`);
}

export function binsOf(histogram: Histogram, row: Readonly<Record<string, unknown>>): number[] {
  return binColumns(histogram).map((name) => Number(row[name] ?? 0));
}
