/** Injection token of the process's one Registers. */
export const REGISTERS = Symbol('Registers');

/** What the registers of one kind hold. JSON, small: it travels to every node. */
export type RegisterValue =
  | string
  | number
  | boolean
  | null
  | readonly RegisterValue[]
  | { readonly [field: string]: RegisterValue };

/** One register as it stands on this node. */
export interface Register {
  readonly key: string;
  readonly value: RegisterValue;
  /** The node that wrote it. */
  readonly node: string;
}

/**
 * Facts that every node should know and where losing a race is harmless: session bindings, health of targets, cooldowns,
 * drain flags, requests in flight. The last writer wins. All calls are synchronous and answer from this node's memory; the
 * others hear of a change within a fraction of a second while Redis is there, and at the next exchange after it was away.
 * Never keys, never money.
 */
export interface Registers {
  /** This node, unique among those that live. */
  readonly node: string;
  get(space: RegisterSpace, key: string): RegisterValue | undefined;
  /** @param ttlMs after it the register is as if it had never been written, on every node */
  set(space: RegisterSpace, key: string, value: RegisterValue, ttlMs: number): void;
  delete(space: RegisterSpace, key: string): void;
  entries(space: RegisterSpace): Iterable<Register>;
  /**
   * Called after a register of this space changed by another node's word or by expiry, not by this node's own calls.
   * Answers how to stop it.
   */
  onChange(space: RegisterSpace, listener: (key: string, value: RegisterValue | undefined) => void): () => void;
}

/** What is replicated; each has its own bound on how many registers a node keeps. */
export type RegisterSpace = 'binding' | 'health' | 'cooldown' | 'drain' | 'in-flight';
