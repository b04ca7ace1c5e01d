import type { AttemptPolicy } from '../../providers/target-choice.js';
import { HedgeBudget } from './hedge-budget.js';

/** One budget a policy, and so a route; gone with it. */
export class HedgeBudgets {
  readonly #budgets = new WeakMap<AttemptPolicy, HedgeBudget>();

  of(policy: AttemptPolicy): HedgeBudget {
    let budget = this.#budgets.get(policy);
    if (budget === undefined) {
      budget = new HedgeBudget();
      this.#budgets.set(policy, budget);
    }
    return budget;
  }
}
