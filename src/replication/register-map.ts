import { BUCKETS, type Digest, type Moment } from './digest.js';
import { DueTimes } from './due-times.js';
import { hashOfKey, hashOfRegister } from './register-hash.js';
import type { SpaceBounds } from './spaces.js';
import { isAlive, merge, type StoredRegister } from './stored-register.js';

interface Entry {
  register: StoredRegister;
  readonly keyHash: number;
  /** Of the register; `null` until somebody asks. */
  hash: number | null;
}

/** What became of a register that was offered. */
export type Outcome = 'taken' | 'known' | 'lost' | 'void';

/** When the space is full, this share of it is freed at once: what is evicted costs a sort, and that should be rare. */
const EVICTED_SHARE = 1 / 16;

/**
 * The registers of one space: bounded, swept as they run out, summed up for comparison. Beyond the bound the earliest
 * written go and `floor` says up to which time; all nodes take over the highest floor, so that what one has evicted does
 * not come back from another, and "the newest of all" is the same set everywhere.
 */
export class RegisterMap {
  readonly #entries = new Map<string, Entry>();
  readonly #due = new DueTimes();
  #floor = 0;

  constructor(private readonly bounds: SpaceBounds) {}

  get size(): number {
    return this.#entries.size;
  }

  get longestTtlMs(): number {
    return this.bounds.longestTtlMs;
  }

  /** Nothing written at this time or before is kept. Milliseconds since the epoch, 0 while nothing was evicted. */
  get floor(): number {
    return this.#floor;
  }

  get(key: string): StoredRegister | undefined {
    return this.#entries.get(key)?.register;
  }

  *registers(): Iterable<StoredRegister> {
    for (const { register } of this.#entries.values()) yield register;
  }

  offer(register: StoredRegister, now: number): Outcome {
    if (register.guardedUntil <= now || register.wall <= this.#floor) return 'void';
    const offered =
      isAlive(register, now) || register.value === undefined ? register : { ...register, value: undefined };
    const entry = this.#entries.get(register.key);
    if (entry === undefined) {
      const keyHash = hashOfKey(register.key);
      this.#entries.set(register.key, { register: offered, keyHash, hash: null });
    } else {
      const merged = merge(entry.register, offered);
      if (merged === entry.register)
        return merged.wall === offered.wall && merged.counter === offered.counter ? 'known' : 'lost';
      entry.register = merged;
      entry.hash = null;
    }
    this.#due.set(register.key, dueTime(this.#entries.get(register.key)!.register, now));
    if (this.#entries.size > this.bounds.most) this.#evict();
    return 'taken';
  }

  /** Turns what has run out into tombstones, and lets go of tombstones that have nothing left to guard. */
  sweep(now: number, ranOut: (key: string) => void): void {
    for (const key of this.#due.take(now)) {
      const entry = this.#entries.get(key)!;
      const { register } = entry;
      if (register.value !== undefined && register.expiresAt <= now) ranOut(key);
      if (register.guardedUntil <= now) {
        this.#entries.delete(key);
      } else {
        if (register.expiresAt <= now) entry.register = { ...register, value: undefined };
        this.#due.set(key, dueTime(entry.register, now));
      }
    }
  }

  /** Lets go of everything written at `wall` or before. */
  raiseFloor(wall: number): void {
    if (wall <= this.#floor) return;
    this.#floor = wall;
    this.#dropWhere((register) => register.wall <= wall);
  }

  /** What was written later than that was written by a clock that has turned out to be wrong. */
  dropAfter(wall: number): void {
    this.#dropWhere((register) => register.wall > wall);
  }

  /** The same on two nodes that hold the same registers, whichever way they came. */
  digest(moment: Moment): Digest {
    const sums = new Uint32Array(BUCKETS);
    for (const entry of this.#entries.values()) {
      if (!isSettled(entry.register, moment)) continue;
      entry.hash ??= hashOfRegister(entry.register, entry.keyHash);
      sums[entry.keyHash % BUCKETS]! ^= entry.hash;
    }
    return sums;
  }

  /** What a digest's differing buckets hold, what has changed since included. */
  *inBuckets(buckets: ReadonlySet<number>): Iterable<StoredRegister> {
    for (const { register, keyHash } of this.#entries.values()) if (buckets.has(keyHash % BUCKETS)) yield register;
  }

  #evict(): void {
    const walls = new Float64Array(this.#entries.size);
    let index = 0;
    for (const { register } of this.#entries.values()) walls[index++] = register.wall;
    walls.sort();
    this.raiseFloor(walls[Math.ceil(this.bounds.most * EVICTED_SHARE)]!);
  }

  #dropWhere(isDropped: (register: StoredRegister) => boolean): void {
    for (const [key, { register }] of this.#entries) {
      if (!isDropped(register)) continue;
      this.#entries.delete(key);
      this.#due.delete(key);
    }
  }
}

function dueTime(register: StoredRegister, now: number): number {
  return isAlive(register, now) ? register.expiresAt : register.guardedUntil;
}

function isSettled({ wall, guardedUntil }: StoredRegister, { writtenBefore, keptAfter }: Moment): boolean {
  return wall < writtenBefore && guardedUntil > keptAfter;
}
