import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Replica, ReplicaParts } from './replica.js';
import { noTransport } from './no.transport.js';
import type { ReplicatedRegisters } from './replicated-registers.js';
import type { ReplicationCounts } from './replication-counts.js';
import type { Transport } from './transport.js';

/** What is written within this time travels together. */
const GOSSIP_MS = 50;
const SWEEP_MS = 250;
/** Nodes drift apart in their exchanges, or all would ask at once. */
const EXCHANGE_MS = 5000;
/** A node that goes does not wait longer for its last words. */
const LAST_WORDS_MS = 500;

/** When a node speaks. Without other nodes it has no timer at all; what runs out does so when it is read. */
export class ReplicationLoop implements OnApplicationBootstrap, OnApplicationShutdown {
  #gossip: NodeJS.Timeout | null = null;
  #sweep: NodeJS.Timeout | null = null;
  #exchange: NodeJS.Timeout | null = null;
  #stopNoting: () => void = () => undefined;

  constructor(
    private readonly replica: Replica,
    private readonly parts: ReplicaParts,
    private readonly transport: Transport,
  ) {}

  get registers(): ReplicatedRegisters {
    return this.parts.registers;
  }

  get counts(): ReplicationCounts {
    return this.parts.counts;
  }

  /** Whether other nodes can be heard now. */
  get isConnected(): boolean {
    return this.transport.isUp();
  }

  get peers(): number {
    return this.parts.peers.size;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.transport === noTransport) return;
    const { registers, gossip } = this.parts;
    this.#stopNoting = registers.onWrite((space, key) => {
      gossip.note(space, key);
      this.#gossip ??= setTimeout(() => this.#tell(), GOSSIP_MS).unref();
    });
    this.#sweep = setInterval(() => registers.sweep(), SWEEP_MS).unref();
    this.#exchangeLater();
    await this.transport.start(this.replica);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.transport === noTransport) return;
    await within(this.replica.leave(), LAST_WORDS_MS);
    this.#stopNoting();
    for (const timer of [this.#gossip, this.#sweep, this.#exchange]) clearTimeout(timer ?? undefined);
    this.transport.stop();
  }

  #tell(): void {
    void this.parts.gossip.tell().then(() => {
      this.#gossip = null;
      if (this.parts.gossip.hasNews) this.#gossip = setTimeout(() => this.#tell(), GOSSIP_MS).unref();
    });
  }

  #exchangeLater(): void {
    const delayMs = EXCHANGE_MS * (0.75 + Math.random() / 2);
    this.#exchange = setTimeout(() => void this.replica.exchange().then(() => this.#exchangeLater()), delayMs).unref();
  }
}

function within(work: Promise<void>, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    void work.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
