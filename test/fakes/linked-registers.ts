import type { Clock } from '../../src/kernel/clock.js';
import type { Register, Registers, RegisterSpace, RegisterValue } from '../../src/replication/registers.js';

interface Entry extends Register {
  readonly until: number;
}
type Listener = (key: string, value: RegisterValue | undefined) => void;

/** Registers of nodes that hear each other: a word travels when `deliver` is called, and at once to its own node. */
export class LinkedRegisters {
  readonly #nodes: NodeRegisters[] = [];
  readonly #underWay: (() => void)[] = [];

  constructor(private readonly clock: Clock) {}

  /** A new node; it knows what the first one knows, as after an exchange. */
  join(node = `node-${this.#nodes.length + 1}`): Registers {
    const registers = new NodeRegisters(node, this.clock, (tell) => {
      for (const other of this.#nodes) if (other !== registers) this.#underWay.push(() => tell(other));
    });
    if (this.#nodes[0] !== undefined) registers.learn(this.#nodes[0]);
    this.#nodes.push(registers);
    return registers;
  }

  /** Everything that has been said reaches everybody; registers whose time is over are forgotten. */
  deliver(): void {
    for (const arrive of this.#underWay.splice(0)) arrive();
    for (const node of this.#nodes) node.expire();
  }
}

class NodeRegisters implements Registers {
  readonly #spaces = new Map<RegisterSpace, Map<string, Entry>>();
  readonly #listeners = new Map<RegisterSpace, Set<Listener>>();

  constructor(
    readonly node: string,
    private readonly clock: Clock,
    private readonly send: (tell: (other: NodeRegisters) => void) => void,
  ) {}

  get(space: RegisterSpace, key: string): RegisterValue | undefined {
    const entry = this.#space(space).get(key);
    return entry !== undefined && entry.until > this.clock.now() ? entry.value : undefined;
  }

  set(space: RegisterSpace, key: string, value: RegisterValue, ttlMs: number): void {
    const entry = { key, value, node: this.node, until: this.clock.now() + ttlMs };
    this.#space(space).set(key, entry);
    this.send((other) => other.#hear(space, entry));
  }

  delete(space: RegisterSpace, key: string): void {
    this.#space(space).delete(key);
    this.send((other) => other.#forget(space, key));
  }

  entries(space: RegisterSpace): Iterable<Register> {
    return [...this.#space(space).values()].filter(({ until }) => until > this.clock.now());
  }

  onChange(space: RegisterSpace, listener: Listener): () => void {
    const listeners = this.#listeners.get(space) ?? new Set();
    this.#listeners.set(space, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  learn(other: NodeRegisters): void {
    for (const [space, entries] of other.#spaces) this.#spaces.set(space, new Map(entries));
  }

  expire(): void {
    for (const [space, entries] of this.#spaces) {
      for (const { key, until } of entries.values()) if (until <= this.clock.now()) this.#forget(space, key);
    }
  }

  #hear(space: RegisterSpace, entry: Entry): void {
    this.#space(space).set(entry.key, entry);
    this.#tell(space, entry.key, entry.value);
  }

  #forget(space: RegisterSpace, key: string): void {
    if (this.#space(space).delete(key)) this.#tell(space, key, undefined);
  }

  #tell(space: RegisterSpace, key: string, value: RegisterValue | undefined): void {
    for (const listener of this.#listeners.get(space) ?? []) listener(key, value);
  }

  #space(space: RegisterSpace): Map<string, Entry> {
    let entries = this.#spaces.get(space);
    if (entries === undefined) this.#spaces.set(space, (entries = new Map()));
    return entries;
  }
}
