import { Inject, Injectable } from '@nestjs/common';
import { REGISTERS, type Registers } from '../../../replication/registers.js';
import type { TargetState } from './target-state.js';

/** Other nodes hear of a change at most so often. */
const EVERY_MS = 100;
/** A count that does not change is repeated, for it would be forgotten; a node that dies is forgotten so soon. */
const TTL_MS = 10_000;
const REPEAT_MS = 3000;

/**
 * Tells the other nodes how many requests this one has under way at each target: one register a target and node,
 * `<node> <provider>/<model>`.
 */
@Injectable()
export class InFlightPublisher {
  readonly #changed = new Set<TargetState>();
  /** What stands in the registers, other than 0. */
  readonly #published = new Map<string, { readonly state: TargetState; readonly inFlight: number }>();
  #timer: NodeJS.Timeout | null = null;
  #isUrgent = false;

  constructor(@Inject(REGISTERS) private readonly registers: Registers) {}

  changed(state: TargetState): void {
    this.#changed.add(state);
    if (this.#isUrgent) return;
    this.#isUrgent = true;
    this.#schedule(EVERY_MS);
  }

  /** Writes what has changed since the last time. */
  publish(): void {
    for (const state of this.#changed) this.#write(state);
    this.#changed.clear();
    this.#isUrgent = false;
    this.#schedule(REPEAT_MS);
  }

  forget(key: string): void {
    const published = this.#published.get(key);
    if (published === undefined) return;
    this.#published.delete(key);
    this.#changed.delete(published.state);
    this.registers.delete('in-flight', this.#place(key));
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const key of this.#published.keys()) this.forget(key);
  }

  /** Writes what would be forgotten otherwise. */
  repeat(): void {
    for (const [key, { inFlight }] of this.#published)
      this.registers.set('in-flight', this.#place(key), inFlight, TTL_MS);
    this.publish();
  }

  #write(state: TargetState): void {
    const { key } = state;
    const inFlight = state.load.ownInFlight;
    if (inFlight === (this.#published.get(key)?.inFlight ?? 0)) return;
    if (inFlight === 0) this.forget(key);
    else {
      this.#published.set(key, { state, inFlight });
      this.registers.set('in-flight', this.#place(key), inFlight, TTL_MS);
    }
  }

  #place(key: string): string {
    return `${this.registers.node} ${key}`;
  }

  #schedule(milliseconds: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#isUrgent && this.#published.size === 0) return;
    this.#timer = setTimeout(() => (this.#isUrgent ? this.publish() : this.repeat()), milliseconds);
    this.#timer.unref();
  }
}
