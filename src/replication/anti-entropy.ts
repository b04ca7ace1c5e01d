import type { Clock } from '../kernel/clock.js';
import { differingBuckets, momentOf, rootOf, SETTLED_MS } from './digest.js';
import type { HybridClock } from './hybrid-clock.js';
import type { SpaceBuckets, SpaceDigest, SpacedRegister, SpaceRoot } from './message.js';
import type { Outbox } from './outbox.js';
import type { ReplicatedRegisters } from './replicated-registers.js';
import type { ReplicationCounts } from './replication-counts.js';
import { SPACES } from './spaces.js';

/**
 * Finds what deltas have missed. One node asks another with one number a space; where they differ the other answers with
 * sums of buckets, and then only the buckets that differ travel, both ways. What was written in the last seconds is left
 * out of the sums, its delta may still be on its way.
 */
export class AntiEntropy {
  #isSending = false;

  constructor(
    private readonly registers: ReplicatedRegisters,
    private readonly outbox: Outbox,
    private readonly hybridClock: HybridClock,
    private readonly clock: Clock,
    private readonly counts: ReplicationCounts,
  ) {}

  /** @param isWhole also compares what was written just now: whoever joins has missed its delta */
  ask(node: string, isWhole = false): Promise<boolean> {
    this.registers.sweep();
    const asOf = this.hybridClock.now() + (isWhole ? SETTLED_MS : 0);
    const roots = SPACES.map((space): SpaceRoot => {
      const map = this.registers.map(space);
      return { space, root: rootOf(map.digest(momentOf(asOf))), floor: map.floor };
    });
    return this.outbox.send(node, { kind: 'roots', asOf, roots });
  }

  async asked(node: string, asOf: number, roots: readonly SpaceRoot[]): Promise<void> {
    this.registers.sweep();
    const digests: SpaceDigest[] = [];
    for (const { space, root, floor } of roots) {
      const map = this.registers.map(space);
      map.raiseFloor(this.#sane(floor));
      const digest = map.digest(momentOf(asOf));
      if (rootOf(digest) !== root || map.floor !== floor) digests.push({ space, digest, floor: map.floor });
    }
    if (digests.length > 0) await this.outbox.send(node, { kind: 'digests', asOf, digests });
    else if (await this.outbox.send(node, { kind: 'same' })) this.agreed();
  }

  /** Sends what the differing buckets hold here, and asks for what they hold there. */
  async compared(node: string, asOf: number, digests: readonly SpaceDigest[]): Promise<void> {
    const wanted: SpaceBuckets[] = [];
    for (const { space, digest, floor } of digests) {
      const map = this.registers.map(space);
      map.raiseFloor(this.#sane(floor));
      const buckets = differingBuckets(map.digest(momentOf(asOf)), digest);
      if (buckets.size > 0) wanted.push({ space, buckets });
    }
    if (wanted.length === 0) return;
    await this.outbox.send(node, { kind: 'wanted', wanted });
    await this.send(node, wanted);
  }

  /** One at a time: whoever is left out asks again at the next exchange. */
  async send(node: string, wanted: readonly SpaceBuckets[]): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      await this.outbox.sendRegisters(node, this.#registersIn(wanted));
    } finally {
      this.#isSending = false;
    }
  }

  agreed(): void {
    this.counts.agreedAt = this.clock.monotonic();
  }

  /** A floor in the future would empty the space for good. */
  #sane(floor: number): number {
    return Math.min(floor, momentOf(this.hybridClock.now()).writtenBefore);
  }

  *#registersIn(wanted: readonly SpaceBuckets[]): Iterable<SpacedRegister> {
    for (const { space, buckets } of wanted) {
      for (const register of this.registers.map(space).inBuckets(buckets)) yield { space, register };
    }
  }
}
