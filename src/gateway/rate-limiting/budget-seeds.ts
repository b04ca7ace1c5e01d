import type { Clock } from '../../kernel/clock.js';
import { inTime } from '../../kernel/in-time.js';
import type { BudgetConstraint } from './constraint.js';

/** A request waits for it, once per budget and period: no longer than this. */
const PATIENCE_MS = 2000;
/** After the ledger could not tell, nobody waits for it for so long. */
const COOL_DOWN_MS = 1000;

/**
 * What was used of a budget before its counter began: when it is used for the first time in a period, when it is new, and
 * when Redis came back empty. Asked once, whoever waits for it meanwhile.
 */
export class BudgetSeeds {
  readonly #asked = new Map<string, Promise<number>>();
  #awayUntil = -Infinity;

  constructor(
    private readonly ask: (constraint: BudgetConstraint) => Promise<number>,
    private readonly clock: Clock,
    private readonly warn: (reason: string) => void,
  ) {}

  /** Rejects where the ledger cannot tell now: at once while it could not a moment ago. */
  used(constraint: BudgetConstraint): Promise<number> {
    const { key } = constraint;
    let asked = this.#asked.get(key);
    if (asked !== undefined) return asked;
    if (this.clock.monotonic() < this.#awayUntil) return Promise.reject(new Error('the ledger was away a moment ago'));
    asked = this.#bounded(constraint).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }

  async #bounded(constraint: BudgetConstraint): Promise<number> {
    try {
      return await inTime(this.ask(constraint), PATIENCE_MS, () => new Error(`no answer within ${PATIENCE_MS} ms`));
    } catch (error) {
      this.#awayUntil = this.clock.monotonic() + COOL_DOWN_MS;
      this.warn(`The ledger cannot tell what is used of ${constraint.key}: ${String(error)}`);
      throw error;
    }
  }
}
