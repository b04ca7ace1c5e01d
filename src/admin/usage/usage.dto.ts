export class TokenSums {
  /** Input that no cache held. @example 81200 */
  input_uncached!: number;
  cache_read!: number;
  cache_write!: number;
  input_audio!: number;
  /** Visible output, without reasoning and audio. */
  output!: number;
  reasoning!: number;
  output_audio!: number;
  /** The sum of all classes: no token is in two of them. */
  total!: number;
}

/** Milliseconds, within 10 % of the exact values; null where nothing was measured. */
export class PercentileValues {
  p50!: number | null;
  p90!: number | null;
  p99!: number | null;
}

/** Of the tokens above: what vendors price apart. And what they bill beside tokens. */
export class PricedApart {
  /** Of "cache_write": kept for an hour. */
  cache_write_1h!: number;
  /** Of "input_uncached". */
  input_image!: number;
  /** Of "output". */
  output_image!: number;
  /** Searches of the web. */
  searches!: number;
  /** Milliseconds of sound, where it is billed by its length. */
  audio_ms!: number;
}

export class UsageFigures {
  /** @example 1204 */
  requests!: number;

  /** Requests that ended with a status of 400 or more. */
  errors!: number;

  /** Answers, and attempts billed beside them, for which there is no price: their cost is unknown and not in "cost_usd". */
  unpriced!: number;

  /** Answers and billed attempts whose tokens the vendor did not tell. */
  estimated!: number;

  tokens!: TokenSums;
  priced_apart!: PricedApart;

  /**
   * Dollars, exact.
   * @example "12.3405"
   */
  cost_usd!: string;

  /**
   * The same in billionths of a dollar.
   * @example "12340500000"
   */
  cost_nanos!: string;

  /** Share of the requests that the gateway's own cache answered, 0 to 1; null without requests. */
  cache_hit_ratio!: number | null;

  /** Share of the input tokens that came out of vendors' prompt caches, 0 to 1; null without input. */
  prompt_cache_ratio!: number | null;

  /** The mean, milliseconds from a request's arrival to the end of its answer. */
  avg_latency_ms!: number | null;

  /** The mean, milliseconds from arrival to the first frame; streams only. */
  avg_first_token_ms!: number | null;
}

export class UsageRow extends UsageFigures {
  /** Beginning of the time bucket; only when grouped by time. */
  starts_at?: string;
  /** Id; the fields from here to "tag" only when grouped by them, and null where there is none. */
  key?: string | null;
  /** The key's name, null when it is gone. */
  key_name?: string | null;
  user?: string | null;
  user_email?: string | null;
  team?: string | null;
  team_name?: string | null;
  model?: string | null;
  requested_model?: string | null;
  provider?: string | null;
  status?: string | null;
  status_class?: string | null;
  tag?: string | null;
  /** Only with "percentiles". */
  latency_ms?: PercentileValues;
  /** Only with "percentiles". */
  first_token_ms?: PercentileValues;
}

/** Everything together. */
export class UsageTotals extends UsageFigures {
  latency_ms!: PercentileValues;
  first_token_ms!: PercentileValues;
}

export class UsageSummaryResponse extends UsageTotals {
  /** The range that was summed up: whole hours. */
  from!: string;
  to!: string;
}

export class TopRow extends UsageRow {
  /** Its part of the whole by which rows are ordered, 0 to 1; null where the whole is nothing. */
  share!: number | null;
}

export class UsageTopResponse {
  /** The range that was summed up: whole hours. */
  from!: string;
  to!: string;
  /** Largest first. */
  rows!: TopRow[];
}

export class UsageResponse {
  /** The range that was summed up: whole hours. */
  from!: string;
  to!: string;
  zone!: string;
  rows!: UsageRow[];
  /** For the next page; null on the last one. */
  next_cursor!: string | null;
}
