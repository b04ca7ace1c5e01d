import type { Clock } from './clock.js';

export type CircuitState = 'closed' | 'open' | 'half-open';

export interface CircuitBreakerOptions {
  /** Consecutive failures that open the circuit. */
  readonly failureThreshold: number;
  /** How long nothing is tried after the circuit opened, and at least this long between two probes. */
  readonly coolDownMs: number;
}

/** Allows one call. Hand it back with `succeed` or `fail`. */
export type Permit = number & { readonly __brand: 'Permit' };

/**
 * Stops calling what keeps failing. Closed: every call passes. Open: none does, until the cool-down is over. Half-open:
 * one probe is under way; it closes the circuit or opens it again.
 *
 * Two properties that naive breakers lack: the outcome of a call that began before the last change of state is ignored
 * (a hundred calls in flight cannot close or reopen what a later one decided), and a probe that is never handed back
 * (its caller left) gives its place up after another cool-down.
 */
export class CircuitBreaker {
  #state: CircuitState = 'closed';
  #failures = 0;
  #nextProbeAt = 0;
  #generation = 0;

  constructor(
    private readonly options: CircuitBreakerOptions,
    private readonly clock: Clock,
  ) {}

  get state(): CircuitState {
    return this.#state;
  }

  /** `null`: do not call. */
  acquire(): Permit | null {
    if (this.#state === 'closed') return this.#generation as Permit;
    if (this.clock.monotonic() < this.#nextProbeAt) return null;
    this.#enter('half-open');
    return this.#generation as Permit;
  }

  succeed(permit: Permit): void {
    if (permit !== this.#generation) return;
    if (this.#state === 'closed') this.#failures = 0;
    else this.#enter('closed');
  }

  fail(permit: Permit): void {
    if (permit !== this.#generation) return;
    this.#failures += 1;
    if (this.#state === 'half-open' || this.#failures >= this.options.failureThreshold) this.#enter('open');
  }

  #enter(state: CircuitState): void {
    this.#state = state;
    this.#generation += 1;
    this.#failures = 0;
    if (state !== 'closed') this.#nextProbeAt = this.clock.monotonic() + this.options.coolDownMs;
  }
}
