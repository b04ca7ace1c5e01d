import {
  CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitState,
  type Permit,
} from '../../../kernel/circuit-breaker.js';
import type { Clock } from '../../../kernel/clock.js';

/** A vendor that says "tomorrow" is asked again sooner. */
const LONGEST_COOLDOWN_MS = 3_600_000;
/** Only until the first failure, which brings the settings of its route along. */
const UNSET: CircuitBreakerOptions = { failureThreshold: 5, coolDownMs: 30_000 };

/** Why a target is passed by. */
export type Obstacle = 'draining' | 'open' | 'cooling';

/** What other nodes, log and metrics should know of a target; told when it happens. */
export interface HealthListener {
  /** For so long nobody should ask it. */
  opened(coolDownMs: number): void;
  closed(): void;
  halfOpened(): void;
  /** The probe told nothing; another may follow at once. */
  probeLeft(): void;
  /** It has enough to do for so long. */
  cooling(milliseconds: number, vendorSaid: boolean): void;
}

/** Whether one target may be asked now: its breaker, its cooldown after a 429, and whether an operator drains it. */
export class TargetHealth {
  draining = false;
  readonly #breaker: CircuitBreaker;
  #coolUntil = 0;
  #vendorSaid = false;

  /** @param isProviderUnhealthy what active checks say of its provider */
  constructor(
    private readonly clock: Clock,
    private readonly listener: HealthListener,
    private readonly isProviderUnhealthy: () => boolean,
  ) {
    this.#breaker = new CircuitBreaker(UNSET, clock);
  }

  get breaker(): CircuitState {
    return this.#breaker.state;
  }

  /** Milliseconds. */
  get cooldownMs(): number {
    return this.#coolUntil === 0 ? 0 : Math.max(0, this.#coolUntil - this.clock.monotonic());
  }

  /** It may be asked, but others should be asked before. */
  get isDoubtful(): boolean {
    return this.isProviderUnhealthy();
  }

  /** @param heedsBreaker whether the route has a breaker at all */
  obstacle(heedsBreaker: boolean): Obstacle | null {
    if (this.draining) return 'draining';
    if (this.cooldownMs > 0) return 'cooling';
    return heedsBreaker && this.#breaker.waitMs > 0 ? 'open' : null;
  }

  /** Milliseconds until nothing but draining stands in its way. */
  get waitMs(): number {
    return Math.max(this.#breaker.waitMs, this.cooldownMs);
  }

  /** Whether the vendor itself has said for how long it wants to be left alone, and that time is not over. */
  get mustWait(): boolean {
    return this.#vendorSaid && this.cooldownMs > 0;
  }

  /** Begins a call; `null` where it is made although the breaker is open. */
  enter(): Permit | null {
    const before = this.#breaker.state;
    const permit = this.#breaker.acquire();
    if (permit !== null && before !== 'closed') this.listener.halfOpened();
    return permit;
  }

  /** It answers. */
  succeeded(permit: Permit | null): void {
    if (this.#breaker.state === 'closed') {
      if (permit !== null) this.#breaker.succeed(permit);
      return;
    }
    // Without a permit it was asked because nobody else was left: its answer is as good as a probe's.
    if (permit === null) this.#breaker.close();
    else this.#breaker.succeed(permit);
    if (this.breaker === 'closed') this.listener.closed();
  }

  failed(permit: Permit | null, options: CircuitBreakerOptions): void {
    if (permit === null) return;
    const before = this.#breaker.state;
    this.#breaker.fail(permit, options);
    if (this.breaker === 'open' && before !== 'open') this.listener.opened(options.coolDownMs);
  }

  /** The call said nothing about the target. */
  leftOut(permit: Permit | null): void {
    if (permit === null) return;
    const before = this.breaker;
    this.#breaker.giveBack(permit);
    if (this.breaker !== before) this.listener.probeLeft();
  }

  /** @param vendorSaid whether the time is the vendor's own word or our guess */
  coolDown(milliseconds: number, vendorSaid: boolean): void {
    const bounded = Math.min(milliseconds, LONGEST_COOLDOWN_MS);
    if (bounded <= this.cooldownMs) return;
    this.heardCooling(bounded, vendorSaid);
    this.listener.cooling(bounded, vendorSaid);
  }

  /** Another node has seen it. */
  heardCooling(milliseconds: number, vendorSaid: boolean): void {
    this.#coolUntil = this.clock.monotonic() + Math.min(milliseconds, LONGEST_COOLDOWN_MS);
    this.#vendorSaid = vendorSaid;
  }

  heardOpen(milliseconds: number): void {
    if (milliseconds > 0) this.#breaker.open(milliseconds);
  }

  heardClosed(): void {
    this.#breaker.close();
  }
}
