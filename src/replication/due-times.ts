/** Milliseconds. Keys are handed out up to this much after their time, never before it. */
const SLOT_MS = 250;

/** Which keys are due when: constant time for every call, however many there are. */
export class DueTimes {
  readonly #slots = new Map<number, Set<string>>();
  readonly #slotOf = new Map<string, number>();
  #next = 0;

  set(key: string, time: number): void {
    // What is late already comes with the next round.
    const slot = Math.max(Math.floor(time / SLOT_MS), this.#next);
    const before = this.#slotOf.get(key);
    if (before === slot) return;
    if (before !== undefined) this.#leave(key, before);
    this.#slotOf.set(key, slot);
    const keys = this.#slots.get(slot);
    if (keys === undefined) this.#slots.set(slot, new Set([key]));
    else keys.add(key);
  }

  delete(key: string): void {
    const slot = this.#slotOf.get(key);
    if (slot === undefined) return;
    this.#slotOf.delete(key);
    this.#leave(key, slot);
  }

  /** The keys whose time has come; they are forgotten here. */
  take(now: number): string[] {
    const end = Math.floor(now / SLOT_MS);
    const isFar = end - this.#next > this.#slots.size;
    const due = isFar ? [...this.#slots.keys()].filter((slot) => slot < end) : range(this.#next, end);
    this.#next = end;
    const taken: string[] = [];
    for (const slot of due) {
      for (const key of this.#slots.get(slot) ?? []) {
        this.#slotOf.delete(key);
        taken.push(key);
      }
      this.#slots.delete(slot);
    }
    return taken;
  }

  #leave(key: string, slot: number): void {
    const keys = this.#slots.get(slot)!;
    keys.delete(key);
    if (keys.size === 0) this.#slots.delete(slot);
  }
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}
