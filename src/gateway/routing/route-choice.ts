import { GatewayError } from '../../kernel/errors.js';
import type { AttemptPolicy, ChosenTarget, ShadowTarget } from '../providers/target-choice.js';
import type { SessionPin } from './affinity/session-pin.js';
import type { DecisionTrace } from './decision-trace.js';
import type { RoutedChoice, RouteRules } from './routed-choice.js';
import type { CompiledRoute, RouteTarget } from './routes/compiled-route.js';
import { ObservedTarget } from './targets/observed-target.js';

/** What is settled of a request before its first target is chosen. */
export interface RouteChoiceBasis {
  /** Those that can serve it, by priority. */
  readonly suitable: readonly RouteTarget[];
  /** Why the others cannot, by target. */
  readonly skipped: Record<string, string>;
  /** The one that its session begins with. */
  readonly canary: RouteTarget | null;
  /** `null` where the route has no affinity. */
  readonly pin: SessionPin | null;
  readonly shadow: ShadowTarget | null;
}

type Choice = readonly [target: RouteTarget, by: string];

/**
 * One request's way through the targets of its route: where its session is, else its canary, else what the picker says
 * among the usable ones of the lowest priority; then the same with what has not been tried. Where none may be asked from
 * the beginning, the one that comes back first is asked all the same: an attempt that may fail is better than a sure
 * refusal. But whoever said itself how long it wants to be left alone is left alone, and so is what an operator drains.
 */
export class RouteChoice implements RoutedChoice {
  readonly policy: AttemptPolicy;
  readonly shadow: ShadowTarget | null;
  readonly trace: DecisionTrace;
  readonly rules: RouteRules;
  readonly #tried: RouteTarget[] = [];

  constructor(
    private readonly route: CompiledRoute,
    private readonly basis: RouteChoiceBasis,
  ) {
    this.policy = route.policy;
    this.shadow = basis.shadow;
    this.rules = route.definition;
    this.trace = { name: route.definition.model, chosen: [], skipped: basis.skipped, affinity: null };
  }

  /** `null` when none is left. Throws GatewayError where there was none from the beginning. */
  next(): ChosenTarget | null {
    const isFirst = this.#tried.length === 0;
    const choice = isFirst ? (this.#first() ?? this.#picked() ?? this.#lastResort()) : this.#picked();
    if (choice === null) {
      if (isFirst) throw this.#nobody();
      return null;
    }
    const [target, by] = choice;
    this.#tried.push(target);
    this.trace.chosen.push(`${target.key} (${by})`);
    return ObservedTarget.choose(target.target, target.state, this.route.rules, this.#affinity(target, isFirst));
  }

  hasNext(): boolean {
    if (this.#usable().length > 0) return true;
    return this.#tried.length === 0 && this.#lastResort() !== null;
  }

  /** What its first answer means to the session. */
  #affinity({ key }: RouteTarget, isFirst: boolean): (() => void) | null {
    const { pin } = this.basis;
    if (pin === null) return null;
    if (!isFirst) return () => pin.answered(key);
    pin.begins(key);
    this.trace.affinity = pin.result;
    return null;
  }

  #first(): Choice | null {
    const { suitable, canary, pin } = this.basis;
    const bound = pin?.boundTo;
    const home = bound === undefined ? undefined : suitable.find(({ key }) => key === bound);
    if (home !== undefined && this.#isSound(home)) return [home, 'affinity'];
    return canary !== null && this.#isSound(canary) ? [canary, 'canary'] : null;
  }

  #picked(): Choice | null {
    const usable = this.#usable();
    if (usable.length === 0) return null;
    const { picker, definition } = this.route;
    return [picker.pick(usable), definition.picker];
  }

  /** Those of the lowest priority that may be asked now and have not been. */
  #usable(): RouteTarget[] {
    const usable: RouteTarget[] = [];
    const doubtful: RouteTarget[] = [];
    for (const target of this.basis.suitable) {
      if (usable.length > 0 && target.priority !== usable[0]!.priority) break;
      if (this.#tried.includes(target) || !this.#isUsable(target)) continue;
      if (!target.state.health.isDoubtful) usable.push(target);
      else if (doubtful.length === 0 || doubtful[0]!.priority === target.priority) doubtful.push(target);
    }
    return usable.length > 0 ? usable : doubtful;
  }

  #isSound(target: RouteTarget): boolean {
    if (!this.#isUsable(target)) return false;
    if (target.state.health.isDoubtful) this.trace.skipped[target.key] = 'unhealthy';
    return !target.state.health.isDoubtful;
  }

  #isUsable({ key, state }: RouteTarget): boolean {
    const obstacle = state.health.obstacle(this.route.rules.breaker !== null);
    if (obstacle !== null) this.trace.skipped[key] = obstacle;
    return obstacle === null;
  }

  #lastResort(): Choice | null {
    let soonest: RouteTarget | null = null;
    for (const target of this.basis.suitable) {
      const { health } = target.state;
      if (health.draining || health.mustWait) continue;
      if (soonest === null || health.waitMs < soonest.state.health.waitMs) soonest = target;
    }
    return soonest && [soonest, 'last resort'];
  }

  #nobody(): GatewayError {
    const { model } = this.route.definition;
    const waits = this.basis.suitable.flatMap(({ state: { health } }) => (health.draining ? [] : [health.cooldownMs]));
    if (waits.length === 0) return new GatewayError('targets_drained', { model });
    const retryAfterSeconds = Math.min(...waits) / 1000;
    return new GatewayError(
      'targets_cooling_down',
      { model, retryAfter: Math.ceil(retryAfterSeconds) },
      { retryAfterSeconds },
    );
  }
}
