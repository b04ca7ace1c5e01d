import type { TokenUsage } from '../../kernel/token-usage.js';

/** The ledger's columns of counts, and what of a usage they hold. */
const USAGE_COLUMNS = {
  input_uncached: 'inputUncached',
  cache_read: 'cacheRead',
  cache_write: 'cacheWrite',
  cache_write_1h: 'cacheWrite1h',
  input_audio: 'inputAudio',
  input_image: 'inputImage',
  output: 'output',
  reasoning: 'reasoning',
  output_audio: 'outputAudio',
  output_image: 'outputImage',
  searches: 'searches',
  audio_ms: 'audioMs',
} as const satisfies Record<string, keyof TokenUsage>;

export type UsageColumn = keyof typeof USAGE_COLUMNS;

export const USAGE_COLUMN_NAMES = Object.keys(USAGE_COLUMNS) as readonly UsageColumn[];

/** A row's counts; what is left out is 0. */
export type UsageCounts = { readonly [Column in UsageColumn]?: number } & {
  readonly usage_source: TokenUsage['source'];
};

export function usageOf(row: UsageCounts): TokenUsage {
  const counts = Object.fromEntries(
    Object.entries(USAGE_COLUMNS).map(([column, field]) => [field, row[column as UsageColumn] ?? 0]),
  ) as Record<(typeof USAGE_COLUMNS)[UsageColumn], number>;
  return { ...counts, source: row.usage_source };
}
