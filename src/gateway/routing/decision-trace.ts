import type { AffinityResult } from './affinity/affinity-result.js';

/** Why a request went where it went: for its log line and its record. */
export interface DecisionTrace {
  /** The route's name. */
  readonly name: string;
  /** The targets in the order in which they were chosen, and by what. */
  readonly chosen: string[];
  /** Targets that were passed by, and why. */
  readonly skipped: Record<string, string>;
  /** `null` where the route has none. */
  affinity: AffinityResult | null;
}
