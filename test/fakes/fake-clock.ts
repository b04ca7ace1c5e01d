import type { Clock } from '../../src/kernel/clock.js';

/** Time that passes only when told to. */
export class FakeClock implements Clock {
  #elapsedMs = 0;

  constructor(private readonly startMs = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.startMs + Math.floor(this.#elapsedMs);
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  advance(ms: number): void {
    this.#elapsedMs += ms;
  }
}
