import type { AntiEntropy } from './anti-entropy.js';
import type { Gossip } from './gossip.js';
import type { HybridClock } from './hybrid-clock.js';
import type { Envelope, SpacedRegister } from './message.js';
import { decodeMessage } from './message.decode.js';
import type { Outbox } from './outbox.js';
import type { Peers } from './peers.js';
import type { ReplicatedRegisters } from './replicated-registers.js';
import type { ReplicationCounts } from './replication-counts.js';
import type { TransportReceiver } from './transport.js';

/** What a node's replication is made of. */
export interface ReplicaParts {
  readonly clock: HybridClock;
  readonly registers: ReplicatedRegisters;
  readonly outbox: Outbox;
  readonly gossip: Gossip;
  readonly antiEntropy: AntiEntropy;
  readonly peers: Peers;
  readonly counts: ReplicationCounts;
}

/** One node among others: reads what they say, and answers. When it speaks first is decided elsewhere. */
export class Replica implements TransportReceiver {
  /** Nobody has answered since the last time that it connected. */
  #isJoining = false;
  readonly #warnedOf = new Set<string>();

  constructor(
    private readonly parts: ReplicaParts,
    /** Told once for each stretch of messages from a clock that differs too much, with the node and milliseconds. */
    private readonly warnOfClock: (node: string, aheadMs: number) => void = () => undefined,
    private readonly random: () => number = Math.random,
  ) {}

  /** Says that it is here. Whoever answers first is asked at once what it holds. */
  connected(): void {
    this.#isJoining = true;
    void this.parts.outbox.send(null, { kind: 'hello', isAnswered: true });
  }

  received(text: string): void {
    const { counts, clock, registers } = this.parts;
    const envelope = decodeMessage(text);
    if (typeof envelope === 'string') {
      counts.count(counts.dropped, envelope);
      return;
    }
    if (envelope.from === registers.node) return;
    if (!clock.observe(envelope.sentAt)) {
      counts.count(counts.dropped, 'clock');
      this.#warn(envelope);
      return;
    }
    this.#warnedOf.delete(envelope.from);
    counts.count(counts.received, envelope.message.kind);
    this.#read(envelope);
  }

  /** Compares notes with one other node, any. */
  async exchange(): Promise<void> {
    const living = this.parts.peers.living();
    const partner = living[Math.floor(this.random() * living.length)];
    if (partner === undefined) await this.parts.outbox.send(null, { kind: 'hello', isAnswered: true });
    else await this.parts.antiEntropy.ask(partner);
  }

  /** Before this node goes: what it has in flight is nobody's any more. */
  async leave(): Promise<void> {
    const { registers, gossip, outbox } = this.parts;
    for (const { key, node } of registers.entries('in-flight')) {
      if (node === registers.node) registers.delete('in-flight', key);
    }
    await gossip.tell();
    await outbox.send(null, { kind: 'bye' });
  }

  #read({ from, message }: Envelope): void {
    const { antiEntropy, outbox, peers } = this.parts;
    if (message.kind === 'bye') {
      peers.left(from);
      return;
    }
    peers.heard(from);
    switch (message.kind) {
      case 'hello':
        if (message.isAnswered) void outbox.send(from, { kind: 'hello', isAnswered: false });
        else this.#join(from);
        return;
      case 'registers':
        this.#merge(message.registers);
        return;
      case 'roots':
        void antiEntropy.asked(from, message.asOf, message.roots);
        return;
      case 'same':
        antiEntropy.agreed();
        return;
      case 'digests':
        void antiEntropy.compared(from, message.asOf, message.digests);
        return;
      case 'wanted':
        void antiEntropy.send(from, message.wanted);
        return;
    }
  }

  #join(node: string): void {
    if (!this.#isJoining) return;
    this.#isJoining = false;
    void this.parts.antiEntropy.ask(node, true);
  }

  #merge(spaced: readonly SpacedRegister[]): void {
    const { counts, registers } = this.parts;
    for (const { space, register } of spaced) {
      counts.count(counts.receptions, registers.receive(space, register));
    }
  }

  #warn({ from, sentAt }: Envelope): void {
    if (this.#warnedOf.has(from) || this.#warnedOf.size >= 100) return;
    this.#warnedOf.add(from);
    this.warnOfClock(from, sentAt - this.parts.clock.now());
  }
}
