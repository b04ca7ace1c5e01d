import { Injectable } from '@nestjs/common';
import { ReadingDatabase } from '../../database/replica/reading-database.js';
import type { Dimension } from './usage-dimensions.js';
import { binsOf, PRICED_APART, TOKEN_CLASSES } from './usage-measures.js';
import { percentile } from './roll-up/latency-bins.js';
import { type UsageQuestion, usageStatement } from './usage.statement.js';

export interface Percentiles {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** Sums of one group. Counts are exact as long as they are below 2^53; money always. */
export interface UsageSums {
  readonly requests: number;
  readonly errors: number;
  readonly unpriced: number;
  readonly estimated: number;
  readonly cacheHits: number;
  readonly tokens: Readonly<Record<(typeof TOKEN_CLASSES)[number], number>>;
  readonly pricedApart: Readonly<Record<(typeof PRICED_APART)[number], number>>;
  readonly costNanos: bigint;
  /** Means in milliseconds; `null` where nothing was measured. */
  readonly latencyMs: number | null;
  readonly firstTokenMs: number | null;
  readonly percentiles: { readonly latency: Percentiles; readonly firstToken: Percentiles } | null;
}

export interface UsageGroup extends UsageSums {
  readonly startsAt: Date | null;
  readonly by: Readonly<Partial<Record<Dimension, string | null>>>;
  readonly place: readonly string[];
}

/** 64-bit and decimal sums come as text. */
type Row = Readonly<Record<string, string | null>> & { readonly starts_at: Date | null; readonly place: string[] };

@Injectable()
export class UsageStore {
  constructor(private readonly database: ReadingDatabase) {}

  /** In the question's order, at most its limit. */
  async read(question: UsageQuestion): Promise<UsageGroup[]> {
    const { sql, parameters } = usageStatement(question);
    const found = await this.database.query<Row>(sql, parameters);
    return found.map((row) => ({
      startsAt: row.starts_at,
      by: Object.fromEntries(question.groupBy.map((name) => [name, row[name] ?? null])),
      place: row.place,
      ...sumsOf(row, question.percentiles),
    }));
  }
}

/** The sums of nothing. */
export function noSums(): UsageSums {
  return sumsOf({}, false);
}

function sumsOf(row: Readonly<Record<string, unknown>>, withPercentiles: boolean): UsageSums {
  const count = (name: string) => Number(row[name] ?? 0);
  const mean = (sum: string, counted: string) => (count(counted) === 0 ? null : count(sum) / count(counted) / 1000);
  return {
    requests: count('requests'),
    errors: count('errors'),
    unpriced: count('unpriced'),
    estimated: count('estimated'),
    cacheHits: count('cache_hits'),
    tokens: Object.fromEntries(TOKEN_CLASSES.map((name) => [name, count(name)])) as UsageSums['tokens'],
    pricedApart: Object.fromEntries(PRICED_APART.map((name) => [name, count(name)])) as UsageSums['pricedApart'],
    costNanos: BigInt(String(row['cost_nanos'] ?? 0)),
    latencyMs: mean('latency_us', 'requests'),
    firstTokenMs: mean('first_token_us', 'first_tokens'),
    percentiles: withPercentiles
      ? { latency: percentilesOf(binsOf('latency', row)), firstToken: percentilesOf(binsOf('first_token', row)) }
      : null,
  };
}

function percentilesOf(bins: readonly number[]): Percentiles {
  return { p50: percentile(bins, 0.5), p90: percentile(bins, 0.9), p99: percentile(bins, 0.99) };
}
