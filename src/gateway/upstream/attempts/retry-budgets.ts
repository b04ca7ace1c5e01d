import type { Clock } from '../../../kernel/clock.js';
import { RetryBudget } from './retry-budget.js';

/** One budget a provider. Their names come from the operator, so there are few. */
export class RetryBudgets {
  readonly #budgets = new Map<string, RetryBudget>();

  constructor(private readonly clock: Clock) {}

  of(provider: string): RetryBudget {
    let budget = this.#budgets.get(provider);
    if (budget === undefined) {
      budget = new RetryBudget(this.clock);
      this.#budgets.set(provider, budget);
    }
    return budget;
  }
}
