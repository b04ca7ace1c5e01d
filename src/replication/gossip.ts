import type { SpacedRegister } from './message.js';
import type { Outbox } from './outbox.js';
import type { RegisterSpace } from './registers.js';
import type { ReplicatedRegisters } from './replicated-registers.js';
import { SPACES } from './spaces.js';

/**
 * Tells all nodes what this one has written since it last told. A register that was written often meanwhile travels once,
 * as it is then; there is never more than one round under way, so that a slow network makes rounds larger, not more.
 */
export class Gossip {
  #changed = noChanges();
  #round: Promise<void> = Promise.resolve();

  constructor(
    private readonly registers: ReplicatedRegisters,
    private readonly outbox: Outbox,
  ) {}

  note(space: RegisterSpace, key: string): void {
    this.#changed.get(space)!.add(key);
  }

  get hasNews(): boolean {
    return SPACES.some((space) => this.#changed.get(space)!.size > 0);
  }

  /** Resolves when everything written before the call is on its way, or lost. */
  tell(): Promise<void> {
    this.#round = this.#round.then(() => this.#tellNews());
    return this.#round;
  }

  /** While nobody can be reached nothing is kept for later: the exchange after it finds what is missing. */
  async #tellNews(): Promise<void> {
    const changed = this.#changed;
    this.#changed = noChanges();
    if (this.outbox.isOpen) await this.outbox.sendRegisters(null, this.#asTheyAre(changed));
  }

  *#asTheyAre(changed: ReadonlyMap<RegisterSpace, ReadonlySet<string>>): Iterable<SpacedRegister> {
    for (const [space, keys] of changed) {
      for (const key of keys) {
        const register = this.registers.map(space).get(key);
        if (register !== undefined) yield { space, register };
      }
    }
  }
}

function noChanges(): ReadonlyMap<RegisterSpace, Set<string>> {
  return new Map(SPACES.map((space) => [space, new Set()]));
}
