import type { CheckedHealth } from '../../providers/provider-health.js';

/** One lost packet is no outage. */
const FAILURES_TO_UNHEALTHY = 3;

/** What a row of checks says: some failures in a row make a provider unhealthy, one success makes it healthy. */
export class HealthVerdict {
  #health: CheckedHealth;
  #failures = 0;

  /** @param now milliseconds since the epoch */
  constructor(now: number) {
    this.#health = { state: 'unknown', since: now, reason: null };
  }

  get health(): CheckedHealth {
    return this.#health;
  }

  /** @param failure why the check failed; `null` where it did not. Returns whether the state changed. */
  take(failure: string | null, now: number): boolean {
    this.#failures = failure === null ? 0 : this.#failures + 1;
    const before = this.#health;
    const state = this.#stateAfter(failure);
    const changed = state !== before.state;
    this.#health = { state, since: changed ? now : before.since, reason: failure };
    return changed;
  }

  #stateAfter(failure: string | null): CheckedHealth['state'] {
    if (failure === null) return 'healthy';
    return this.#failures >= FAILURES_TO_UNHEALTHY ? 'unhealthy' : this.#health.state;
  }
}
