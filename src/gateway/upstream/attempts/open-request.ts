import type { TargetChooser } from '../../providers/target-choice.js';
import type { AttemptTrace, ClientPresence, UpstreamAsk } from '../attempt.js';
import type { Deadlines } from '../deadlines.js';
import type { AttemptMetrics } from './attempt.metrics.js';
import type { HedgeBudgets } from './hedge-budgets.js';
import type { RetryBudgets } from './retry-budgets.js';
import type { TargetCall } from './target-call.js';

/** What is to be answered, from where, to whom. */
export interface OpenRequest {
  readonly ask: UpstreamAsk;
  readonly choice: TargetChooser;
  readonly client: ClientPresence;
  /** Filled as it goes. */
  readonly trace: AttemptTrace[];
}

/** What all requests share. */
export interface AttemptTools {
  readonly calls: TargetCall;
  readonly deadlines: Deadlines;
  readonly retries: RetryBudgets;
  readonly hedges: HedgeBudgets;
  readonly metrics: AttemptMetrics;
}
