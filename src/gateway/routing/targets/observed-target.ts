import type { CircuitBreakerOptions, Permit } from '../../../kernel/circuit-breaker.js';
import type { GatewayError } from '../../../kernel/errors.js';
import type { Target, Verdict } from '../../providers/provider.js';
import type { ChosenTarget, TargetEnding } from '../../providers/target-choice.js';
import type { TargetState } from './target-state.js';

export interface ObservationRules {
  /** `null` where the route has no breaker. */
  readonly breaker: CircuitBreakerOptions | null;
  /** After a 429 that does not say how long, and after what is a target's own trouble. Milliseconds. */
  readonly cooldownMs: number;
  /** Whether its route leads to another target: only then is one in trouble better left alone. */
  readonly hasOthers: boolean;
}

/** A chosen target whose end is noted: its load is given back, and its health learns how it went. */
export class ObservedTarget implements ChosenTarget {
  #ended = false;

  private constructor(
    readonly target: Target,
    private readonly state: TargetState,
    private readonly rules: ObservationRules,
    private readonly permit: Permit | null,
    private readonly onCommitted: (() => void) | null,
  ) {}

  /** It counts as loaded from here on. */
  static choose(
    target: Target,
    state: TargetState,
    rules: ObservationRules,
    onCommitted: (() => void) | null = null,
  ): ObservedTarget {
    state.load.begin();
    const permit = rules.breaker === null ? null : state.health.enter();
    return new ObservedTarget(target, state, rules, permit, onCommitted);
  }

  committed(firstTokenMs: number): void {
    const { load, health } = this.state;
    load.firstToken(firstTokenMs);
    // A probe has been answered: the others need not wait for the end of a long stream. Otherwise only a whole answer
    // counts, or answers that are cut off one after the other would never open the breaker.
    if (health.breaker !== 'closed') health.succeeded(this.permit);
    this.onCommitted?.();
  }

  failed(error: GatewayError, verdict: Verdict): void {
    if (!this.#end()) return;
    const { health } = this.state;
    const { breaker, cooldownMs, hasOthers } = this.rules;
    if (verdict.tripsBreaker) {
      if (breaker !== null) health.failed(this.permit, breaker);
    } else if (health.breaker === 'half-open') {
      // Whoever refuses is alive; in a row of failures it neither adds nor clears.
      health.succeeded(this.permit);
    }
    const isInTrouble = verdict.ownTrouble === true && hasOthers;
    if (error.status === 429 || verdict.retryAfterMs !== undefined || isInTrouble) {
      health.coolDown(verdict.retryAfterMs ?? cooldownMs, verdict.retryAfterMs !== undefined);
    }
  }

  released(ending: TargetEnding): void {
    if (!this.#end()) return;
    const { health } = this.state;
    if (ending === 'answered') health.succeeded(this.permit);
    else if (ending === 'cut' && this.rules.breaker !== null) health.failed(this.permit, this.rules.breaker);
    else health.leftOut(this.permit);
  }

  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.state.load.end();
    return true;
  }
}
