import type { Clock } from '../../src/kernel/clock.ts';

/** The clock of one machine: true time passes for all alike, its wall clock is off, runs wrong, and is set. */
export class FaultyClock implements Clock {
  #elapsedMs = 0;

  constructor(
    /** How far its wall clock is from the truth. */
    public offsetMs = 0,
    /** 1.0001: it gains a tenth of a second in a thousand. */
    private readonly rate = 1,
    private readonly startMs = Date.UTC(2026, 0, 1),
  ) {}

  now(): number {
    return Math.floor(this.startMs + this.offsetMs + this.#elapsedMs * this.rate);
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  advance(ms: number): void {
    this.#elapsedMs += ms;
  }
}
