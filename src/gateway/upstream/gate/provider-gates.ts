import { Injectable } from '@nestjs/common';
import type { ProviderInstance } from '../../providers/provider.js';
import type { ClientPresence } from '../attempt.js';
import { Deadlines } from '../deadlines.js';
import { GateMetrics } from './gate.metrics.js';
import { type Place, ProviderGate } from './provider-gate.js';

/** Where the operator limits calls and says nothing of the queue. */
const DEFAULT_QUEUE = 256;

/** One gate a limited provider, made when first needed. They count what this process calls. */
@Injectable()
export class ProviderGates {
  readonly #gates = new Map<string, ProviderGate>();

  constructor(
    private readonly deadlines: Deadlines,
    private readonly metrics: GateMetrics,
  ) {}

  underWayAt(provider: string): number {
    return this.#gates.get(provider)?.underWay ?? 0;
  }

  /** Calls under way and waiting; `null` where nothing is limited, or nobody was let in yet. */
  of(provider: string): Pick<ProviderGate, 'underWay' | 'waiting'> | null {
    return this.#gates.get(provider) ?? null;
  }

  /** `null` where nothing is limited. Throws and rejects as the gate does. */
  enter(
    { name, concurrency, queue = DEFAULT_QUEUE }: ProviderInstance,
    presence: ClientPresence,
    longestWaitMs: number,
  ): Place | Promise<Place> | null {
    if (concurrency === undefined) return null;
    let gate = this.#gates.get(name);
    if (gate === undefined) {
      gate = new ProviderGate(name, { concurrency, queue }, this.deadlines, this.metrics.of(name));
      this.#gates.set(name, gate);
    } else if (gate.limits.concurrency !== concurrency || gate.limits.queue !== queue) {
      gate.limits = { concurrency, queue };
    }
    return gate.enter(presence, longestWaitMs);
  }
}
