import { Injectable } from '@nestjs/common';
import type { TargetChooser } from '../providers/target-choice.js';
import type { Answer, AttemptTrace, ClientPresence, UpstreamAsk } from './attempt.js';
import { AttemptMetrics } from './attempts/attempt.metrics.js';
import { Attempts } from './attempts/attempts.js';
import { HedgeBudgets } from './attempts/hedge-budgets.js';
import type { AttemptTools } from './attempts/open-request.js';
import { RetryBudgets } from './attempts/retry-budgets.js';
import { TargetCall } from './attempts/target-call.js';
import { Deadlines } from './deadlines.js';
import { Shadows } from './shadow/shadows.js';

/** Opens the answer to one request: the only place from which the gateway calls out for a client. */
@Injectable()
export class Upstream {
  readonly #tools: AttemptTools;

  constructor(
    calls: TargetCall,
    deadlines: Deadlines,
    metrics: AttemptMetrics,
    retries: RetryBudgets,
    private readonly shadows: Shadows,
  ) {
    this.#tools = { calls, deadlines, metrics, retries, hedges: new HedgeBudgets() };
  }

  /**
   * Tries one chosen target after the other until one answers. Before the first frame that counts every failure may move on
   * to the next target; what is returned is past that point. Throws the last GatewayError. Fills `trace` as it goes.
   */
  open(ask: UpstreamAsk, choice: TargetChooser, client: ClientPresence, trace: AttemptTrace[]): Promise<Answer> {
    if (choice.shadow !== null) this.shadows.mirror(ask, choice.shadow, choice.policy);
    return new Attempts({ ask, choice, client, trace }, this.#tools).open();
  }
}
