import type { Clock } from './clock.js';

export type CircuitState = 'closed' | 'open' | 'half-open';

export interface CircuitBreakerOptions {
  /** Consecutive failures that open the circuit. */
  readonly failureThreshold: number;
  /** How long nothing is tried after the circuit opened, and at least this long between two probes. */
  readonly coolDownMs: number;
}

/** Allows one call. Hand it back with `succeed`, `fail` or `giveBack`. */
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
  #coolDownMs: number;
  #generation = 0;

  constructor(
    private readonly options: CircuitBreakerOptions,
    private readonly clock: Clock,
  ) {
    this.#coolDownMs = options.coolDownMs;
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** Milliseconds until `acquire` gives a permit, if nothing changes meanwhile; 0 when it would now. */
  get waitMs(): number {
    return this.#state === 'closed' ? 0 : Math.max(0, this.#nextProbeAt - this.clock.monotonic());
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

  /** @param options where whose call it was decides how many failures are too many */
  fail(permit: Permit, { failureThreshold, coolDownMs } = this.options): void {
    if (permit !== this.#generation) return;
    this.#failures += 1;
    if (this.#state === 'half-open' || this.#failures >= failureThreshold) this.open(coolDownMs);
  }

  /** The call said nothing about whom it called: a probe's place is free again at once. */
  giveBack(permit: Permit): void {
    if (permit !== this.#generation || this.#state !== 'half-open') return;
    this.#enter('open');
    this.#nextProbeAt = this.clock.monotonic();
  }

  /** As if it had failed too often: somebody else has seen it. */
  open(coolDownMs: number): void {
    this.#coolDownMs = coolDownMs;
    this.#enter('open');
  }

  /** As if a probe had succeeded. */
  close(): void {
    if (this.#state !== 'closed') this.#enter('closed');
  }

  #enter(state: CircuitState): void {
    this.#state = state;
    this.#generation += 1;
    this.#failures = 0;
    if (state !== 'closed') this.#nextProbeAt = this.clock.monotonic() + this.#coolDownMs;
  }
}
