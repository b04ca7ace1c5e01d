import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../../../kernel/clock.js';
import { REGISTERS, type Registers, type RegisterValue } from '../../../replication/registers.js';
import { PROVIDER_HEALTH, type ProviderHealth } from '../../providers/provider-health.js';
import { RoutingMetrics } from '../routing-metrics.js';
import { InFlightPublisher } from './in-flight.publisher.js';
import { ROUTING_CLOCK } from '../routing-sources.js';
import { TargetState, targetKey } from './target-state.js';

/** How long a node that closed its breaker tells the others so: longer than any exchange between nodes takes. */
const CLOSED_NEWS_MS = 10_000;

/**
 * The state of every target that a route leads to, and its replication: a breaker that opens and a cooldown that begins are
 * facts for every node (registers `health` and `cooldown`), requests in flight are summed over all (`in-flight`), and an
 * operator's word takes a target or a whole provider out (`drain`). Each node probes for itself.
 */
@Injectable()
export class TargetStates implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #states = new Map<string, TargetState>();
  readonly #stops: (() => void)[] = [];

  constructor(
    @Inject(REGISTERS) private readonly registers: Registers,
    @Inject(ROUTING_CLOCK) private readonly clock: Clock,
    private readonly publisher: InFlightPublisher,
    private readonly metrics: RoutingMetrics,
    @Inject(PROVIDER_HEALTH) private readonly checks: Pick<ProviderHealth, 'isUnhealthy'>,
  ) {}

  onApplicationBootstrap(): void {
    this.#stops.push(
      this.registers.onChange('health', (key, value) => this.#hearHealth(this.#states.get(key), value)),
      this.registers.onChange('cooldown', (key, value) => this.#hearCooldown(this.#states.get(key), value)),
      this.registers.onChange('drain', () => this.#readDrains()),
      this.registers.onChange('in-flight', (key, value) => this.#hearInFlight(key, value)),
    );
  }

  onApplicationShutdown(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.publisher.stop();
  }

  [Symbol.iterator](): Iterator<TargetState> {
    return this.#states.values();
  }

  find(provider: string, model: string): TargetState | undefined {
    return this.#states.get(targetKey(provider, model));
  }

  /** The target's state, made where it is new: with what other nodes have said of it. */
  of(provider: string, model: string): TargetState {
    const key = targetKey(provider, model);
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state = this.#make(key, provider, model);
    this.#states.set(key, state);
    this.#hearHealth(state, this.registers.get('health', key));
    this.#hearCooldown(state, this.registers.get('cooldown', key));
    state.health.draining = this.#isDraining(state);
    for (const { key: place, value } of this.registers.entries('in-flight')) this.#hearInFlight(place, value, key);
    return state;
  }

  /** Forgets the targets that no route leads to any more. What they still have under way ends unnoticed. */
  keepOnly(isKept: (key: string) => boolean): void {
    for (const [key, state] of this.#states) {
      if (isKept(key)) continue;
      this.#states.delete(key);
      this.publisher.forget(key);
      this.metrics.forget(state);
    }
  }

  #make(key: string, provider: string, model: string): TargetState {
    const { registers, metrics, clock, publisher, checks } = this;
    const state: TargetState = new TargetState(provider, model, clock, {
      opened(coolDownMs) {
        registers.set('health', key, { openUntil: clock.now() + coolDownMs }, coolDownMs);
        metrics.breakerOpened(state, coolDownMs);
      },
      closed() {
        registers.set('health', key, { openUntil: 0 }, CLOSED_NEWS_MS);
        metrics.breakerClosed(state);
      },
      halfOpened: () => metrics.breakerHalfOpened(state),
      probeLeft: () => metrics.breakerIsOpen(state),
      cooling(milliseconds, vendorSaid) {
        registers.set('cooldown', key, { until: clock.now() + milliseconds, vendorSaid }, milliseconds);
        metrics.coolingDown(state);
      },
      loadChanged: () => publisher.changed(state),
      isProviderUnhealthy: () => checks.isUnhealthy(provider),
    });
    metrics.breakerClosed(state);
    return state;
  }

  #hearHealth(state: TargetState | undefined, value: RegisterValue | undefined): void {
    if (state === undefined) return;
    const openUntil = field(value, 'openUntil');
    // Nothing said, or its time is over: the node's own breaker knows when to probe.
    if (typeof openUntil !== 'number') return;
    if (openUntil === 0) {
      state.health.heardClosed();
      this.metrics.breakerClosed(state);
      return;
    }
    const milliseconds = openUntil - this.clock.now();
    if (milliseconds <= 0) return;
    state.health.heardOpen(milliseconds);
    this.metrics.breakerIsOpen(state);
  }

  #hearCooldown(state: TargetState | undefined, value: RegisterValue | undefined): void {
    const until = field(value, 'until');
    if (state === undefined || typeof until !== 'number') return;
    const milliseconds = until - this.clock.now();
    // One whose clock is behind does not end what this node knows to last.
    if (milliseconds > 0) state.health.heardCooling(milliseconds, field(value, 'vendorSaid') === true);
  }

  #readDrains(): void {
    for (const state of this.#states.values()) state.health.draining = this.#isDraining(state);
  }

  /** By target, or by the provider with all its targets. */
  #isDraining({ key, provider }: TargetState): boolean {
    return this.registers.get('drain', key) === true || this.registers.get('drain', provider) === true;
  }

  #hearInFlight(place: string, value: RegisterValue | undefined, only?: string): void {
    const space = place.indexOf(' ');
    const node = place.slice(0, space);
    const key = place.slice(space + 1);
    if (node === this.registers.node || (only !== undefined && key !== only)) return;
    this.#states.get(key)?.load.heard(node, typeof value === 'number' && value > 0 ? value : 0);
  }
}

function field(value: RegisterValue | undefined, name: string): RegisterValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as { readonly [field: string]: RegisterValue })[name];
}
