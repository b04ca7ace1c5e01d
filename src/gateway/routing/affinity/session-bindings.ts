import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../../../kernel/clock.js';
import { REGISTERS, type Registers, type RegisterValue } from '../../../replication/registers.js';
import { RoutingMetrics } from '../routing-metrics.js';
import { ROUTING_CLOCK } from '../routing-sources.js';
import type { AffinityResult } from './affinity-result.js';
import type { StoredBinding } from './bindings.store.js';
import { BindingsWriter } from './bindings.writer.js';
import { EarlierBindings } from './earlier-bindings.js';
import type { Session } from './session.js';

/** Which target a session is with. */
interface Binding {
  /** `provider/model`. */
  readonly target: string;
  /** When it was last written. Wall clock, milliseconds. */
  readonly at: number;
  readonly isStored: boolean;
}

/**
 * Which target each session is with. This node's memory answers: the registers, which every node shares and which are
 * bounded, and behind them what the database knows; where both do, the later word. Writing is rare: when a session is bound or
 * moves, and when a quarter of its time is over.
 */
@Injectable()
export class SessionBindings {
  constructor(
    @Inject(REGISTERS) private readonly registers: Registers,
    @Inject(ROUTING_CLOCK) private readonly clock: Clock,
    private readonly earlier: EarlierBindings,
    private readonly writer: BindingsWriter,
    private readonly metrics: RoutingMetrics,
  ) {}

  /** The target's key; `undefined` for a session that has none. */
  find({ key }: Session): string | undefined {
    const known = readBinding(this.registers.get('binding', key));
    const stored = this.earlier.find(key);
    if (stored === undefined) return known?.target;
    return known === undefined || known.at < stored.updatedAt ? stored.target : known.target;
  }

  /** The session is with this target from now on. */
  bind(session: Session, target: string, ttlMs: number): void {
    // Most conversations that do not name themselves are one question long: those are not worth a row.
    this.#write(session.key, { target, at: this.clock.now(), isStored: session.isNamed }, ttlMs);
  }

  /** The session has come back to its target. */
  refresh({ key }: Session, target: string, ttlMs: number): void {
    const known = readBinding(this.registers.get('binding', key));
    const now = this.clock.now();
    if (known?.isStored && known.target === target && now - known.at < ttlMs / 4) return;
    this.#write(key, { target, at: now, isStored: true }, ttlMs);
  }

  /** The database says so. What this node has heard of already, or written itself, is left as it is. */
  learn(binding: StoredBinding): void {
    const known = readBinding(this.registers.get('binding', binding.key));
    if (known === undefined || known.at < binding.updatedAt) this.earlier.learn(binding);
  }

  /** What became of a request's session. */
  count(result: AffinityResult): void {
    this.metrics.routed(result);
  }

  #write(key: string, binding: Binding, ttlMs: number): void {
    this.registers.set('binding', key, [binding.target, binding.at, binding.isStored], ttlMs);
    this.earlier.forget(key);
    if (!binding.isStored) return;
    this.writer.add({ key, target: binding.target, updatedAt: binding.at, expiresAt: binding.at + ttlMs });
  }
}

function readBinding(value: RegisterValue | undefined): Binding | undefined {
  if (!Array.isArray(value)) return undefined;
  const [target, at, isStored] = value as readonly RegisterValue[];
  return typeof target === 'string' && typeof at === 'number' ? { target, at, isStored: isStored === true } : undefined;
}
