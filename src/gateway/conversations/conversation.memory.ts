import type { Clock } from '../../kernel/clock.js';
import { sizeOf, type Turn } from './turn.js';

export interface MemoryLimits {
  readonly bytes: number;
  /** How long a turn is known without asking the database: also how long after a deletion other nodes may know it. */
  readonly freshMs: number;
}

/** Turns seen lately, so that the steps of an agent do not each read their whole history. The least used go first. */
export class ConversationMemory {
  readonly #turns = new Map<string, { readonly turn: Turn; readonly until: number }>();
  #bytes = 0;

  constructor(
    private readonly clock: Clock,
    private readonly limits: MemoryLimits,
  ) {}

  get(id: string, userId: string): Turn | undefined {
    const found = this.#turns.get(id);
    if (found === undefined || found.turn.userId !== userId) return undefined;
    if (found.until <= this.clock.monotonic()) {
      this.delete(id);
      return undefined;
    }
    this.#turns.delete(id);
    this.#turns.set(id, found);
    return found.turn;
  }

  put(turn: Turn): void {
    this.delete(turn.id);
    this.#turns.set(turn.id, { turn, until: this.clock.monotonic() + this.limits.freshMs });
    this.#bytes += sizeOf(turn);
    for (const oldest of this.#turns.keys()) {
      if (this.#bytes <= this.limits.bytes) return;
      this.delete(oldest);
    }
  }

  delete(id: string): void {
    const found = this.#turns.get(id);
    if (found === undefined) return;
    this.#turns.delete(id);
    this.#bytes -= sizeOf(found.turn);
  }
}
