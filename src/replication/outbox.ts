import type { HybridClock } from './hybrid-clock.js';
import { BATCH, type Message, type SpacedRegister } from './message.js';
import { encodeMessage, sizeOfRegister } from './message.encode.js';
import type { ReplicationCounts } from './replication-counts.js';
import type { Transport } from './transport.js';

/** Puts this node's name and time on what it sends. */
export class Outbox {
  constructor(
    private readonly node: string,
    private readonly clock: HybridClock,
    private readonly transport: Transport,
    private readonly counts: ReplicationCounts,
  ) {}

  get isOpen(): boolean {
    return this.transport.isUp();
  }

  /** Whether it is on its way. What was lost is found missing by the next exchange. */
  async send(to: string | null, message: Message): Promise<boolean> {
    if (!this.transport.isUp()) return false;
    this.counts.count(this.counts.sent, message.kind);
    try {
      await this.transport.send(to, encodeMessage({ from: this.node, sentAt: this.clock.now(), message }));
      return true;
    } catch {
      return false;
    }
  }

  /** In messages of bounded size, one after the other: the next is made when the last is on its way. */
  async sendRegisters(to: string | null, registers: Iterable<SpacedRegister>): Promise<boolean> {
    let batch: SpacedRegister[] = [];
    let size = 0;
    for (const spaced of registers) {
      const length = sizeOfRegister(spaced);
      if (length === null) {
        this.counts.count(this.counts.dropped, 'unsendable');
        continue;
      }
      if (size + length > BATCH && batch.length > 0) {
        if (!(await this.send(to, { kind: 'registers', registers: batch }))) return false;
        batch = [];
        size = 0;
      }
      batch.push(spaced);
      size += length;
    }
    return batch.length === 0 || this.send(to, { kind: 'registers', registers: batch });
  }
}
