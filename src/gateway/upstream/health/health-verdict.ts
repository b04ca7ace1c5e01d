import type { CheckedHealth } from '../../providers/provider-health.js';
import type { CheckResult } from './health-check.js';

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

  /** Returns whether the state changed. */
  take({ isHealthy, reason }: CheckResult, now: number): boolean {
    this.#failures = isHealthy ? 0 : this.#failures + 1;
    const before = this.#health;
    const state = this.#stateAfter(isHealthy);
    const changed = state !== before.state;
    this.#health = { state, since: changed ? now : before.since, reason };
    return changed;
  }

  #stateAfter(isHealthy: boolean): CheckedHealth['state'] {
    if (isHealthy) return 'healthy';
    return this.#failures >= FAILURES_TO_UNHEALTHY ? 'unhealthy' : this.#health.state;
  }
}
