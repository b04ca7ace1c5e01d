import { buildReplica } from '../../src/replication/build-replica.ts';
import { Replica, type ReplicaParts } from '../../src/replication/replica.ts';
import type { Transport, TransportReceiver } from '../../src/replication/transport.ts';
import { FaultyClock } from './faulty-clock.ts';
import { seededRandom } from './seeded-random.ts';

/** What the network does to messages between nodes. Shares of 1; milliseconds. */
export interface NetworkFaults {
  readonly lost: number;
  readonly repeated: number;
  /** Each message takes between nothing and this; so they overtake each other. */
  readonly slowestMs: number;
}

export const CALM: NetworkFaults = { lost: 0, repeated: 0, slowestMs: 5 };

export interface SimulatedNode {
  readonly name: string;
  readonly clock: FaultyClock;
  readonly parts: ReplicaParts;
  readonly replica: Replica;
}

interface Delivery {
  readonly at: number;
  readonly to: SimulatedNode;
  readonly text: string;
}

const STEP_MS = 50;
const SWEEP_MS = 250;
const EXCHANGE_MS = 5000;

/** Nodes and the network between them in one process, in time that only passes when told to. One seed, one course. */
export class SimulatedCluster {
  readonly random: () => number;
  readonly nodes: readonly SimulatedNode[];
  faults: NetworkFaults = CALM;
  #now = 0;
  #deliveries: Delivery[] = [];
  /** Nodes hear each other only within a group. */
  #groups = new Map<string, number>();

  constructor(seed: number, clocks: readonly FaultyClock[]) {
    this.random = seededRandom(seed);
    this.nodes = clocks.map((clock, index) => this.#node(`node${index}`, clock));
    for (const { replica } of this.nodes) replica.connected();
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)]!;
  }

  /** Splits the nodes at random into two groups that do not hear each other. */
  part(): void {
    this.#groups = new Map(this.nodes.map(({ name }) => [name, Math.floor(this.random() * 2)]));
  }

  /** What parted knows nothing of it: nobody reconnects, only exchanges find what is missing. */
  mend(): void {
    this.#groups.clear();
  }

  /** @param meanwhile is called every 50 ms of it */
  async pass(ms: number, meanwhile: () => void = () => undefined): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      meanwhile();
      this.#now += STEP_MS;
      for (const { clock } of this.nodes) clock.advance(STEP_MS);
      for (const node of this.nodes) this.#speak(node);
      await this.#deliver();
    }
  }

  #speak({ parts, replica }: SimulatedNode): void {
    if (parts.gossip.hasNews) void parts.gossip.tell();
    if (this.#now % SWEEP_MS === 0) parts.registers.sweep();
    if (this.chance(STEP_MS / EXCHANGE_MS)) void replica.exchange();
  }

  async #deliver(): Promise<void> {
    // Answers are sent while others are delivered; what is due by now is delivered now.
    for (;;) {
      await settled();
      const due = this.#deliveries.filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
      if (due.length === 0) return;
      this.#deliveries = this.#deliveries.filter(({ at }) => at > this.#now);
      for (const { to, text } of due) to.replica.received(text);
    }
  }

  #node(name: string, clock: FaultyClock): SimulatedNode {
    const transport: Transport = {
      start: (_receiver: TransportReceiver) => Promise.resolve(),
      stop: () => undefined,
      isUp: () => true,
      send: async (to, text) => this.#post(name, to, text),
    };
    const parts = buildReplica(name, clock, transport);
    parts.registers.onWrite((space, key) => parts.gossip.note(space, key));
    return { name, clock, parts, replica: new Replica(parts, undefined, this.random) };
  }

  #post(from: string, to: string | null, text: string): void {
    for (const node of this.nodes) {
      if (to !== null && node.name !== to) continue;
      if (this.#groups.get(from) !== this.#groups.get(node.name) || this.chance(this.faults.lost)) continue;
      const copies = this.chance(this.faults.repeated) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        // A repeated one may come much later.
        const slowest = this.faults.slowestMs * (copy === 0 ? 1 : 20);
        this.#deliveries.push({ at: this.#now + this.random() * slowest, to: node, text });
      }
    }
  }
}

/** All that follows from what has happened so far, without time passing. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
