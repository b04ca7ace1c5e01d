export class ModelStats {
  /** @example "gpt-4o-mini" */
  model!: string;

  /** @example 412 */
  requests!: number;

  /** @example 180344 */
  tokens!: number;
}

export class StatsResponse {
  /** @example 1204 */
  total_requests!: number;

  /**
   * Input and output together.
   * @example 530211
   */
  total_tokens!: number;

  /**
   * Milliseconds from the request's arrival to the end of its answer; null before the first request.
   * @example 812.4
   */
  avg_latency_ms!: number | null;

  /** @example 37 */
  requests_last_hour!: number;

  /** The five models with the most requests. */
  top_models!: ModelStats[];

  /**
   * Share of the requests that ended with a status of 400 or more, 0 to 1.
   * @example 0.012
   */
  error_rate!: number;
}
