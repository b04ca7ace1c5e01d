import type { AttemptPolicy, ChosenTarget } from '../providers/target-choice.js';
import type { DirectTarget } from './route-table.js';
import type { RoutedChoice, RouteRules } from './routed-choice.js';
import { ObservedTarget, type ObservationRules } from './targets/observed-target.js';

/** What is seen of a target on the way past its routes counts for them, but nobody is kept away from it. */
const OBSERVED: ObservationRules = { breaker: null, cooldownMs: 0, hasOthers: false };

const NO_RULES: RouteRules = { strict: false, streamError: 'finish' };

/** A model that no route names: its target is asked in any case, for there is no other. */
export class DirectChoice implements RoutedChoice {
  readonly shadow = null;
  readonly trace = null;
  readonly rules = NO_RULES;
  #isAsked = false;

  constructor(
    private readonly direct: DirectTarget,
    readonly policy: AttemptPolicy,
  ) {}

  next(): ChosenTarget | null {
    if (this.#isAsked) return null;
    this.#isAsked = true;
    const { target, state } = this.direct;
    return state === null ? { target, committed, failed, released } : ObservedTarget.choose(target, state, OBSERVED);
  }

  hasNext(): boolean {
    return !this.#isAsked;
  }
}

/** Nothing is chosen by what is learnt. */
function committed(): void {}
function failed(): void {}
function released(): void {}
