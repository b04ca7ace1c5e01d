import type { HybridClock } from './hybrid-clock.js';
import { RegisterMap } from './register-map.js';
import type { Register, Registers, RegisterSpace, RegisterValue } from './registers.js';
import { SPACE_BOUNDS, SPACES } from './spaces.js';
import { isAlive, type StoredRegister } from './stored-register.js';
import { compareVersions } from './version.js';

type ChangeListener = (key: string, value: RegisterValue | undefined) => void;
export type WriteListener = (space: RegisterSpace, key: string) => void;

/** Writes sweep as well, so that a node without timers lets go of what has run out. */
const SWEPT_EVERY_MS = 250;

/** How a register that another node sent was received; `ahead`: its time is too far ahead to be right. */
export type Reception = 'taken' | 'known' | 'lost' | 'void' | 'ahead';

/** The registers of this node. They need no other: alone they are a map whose entries run out. */
export class ReplicatedRegisters implements Registers {
  readonly #maps = new Map<RegisterSpace, RegisterMap>(
    SPACES.map((space) => [space, new RegisterMap(SPACE_BOUNDS[space])]),
  );
  readonly #listeners = new Map<RegisterSpace, Set<ChangeListener>>(SPACES.map((space) => [space, new Set()]));
  readonly #writeListeners = new Set<WriteListener>();
  #sweptAt = 0;

  constructor(
    readonly node: string,
    private readonly clock: HybridClock,
  ) {}

  get(space: RegisterSpace, key: string): RegisterValue | undefined {
    const register = this.map(space).get(key);
    return register !== undefined && isAlive(register, this.clock.now()) ? register.value : undefined;
  }

  set(space: RegisterSpace, key: string, value: RegisterValue, ttlMs: number): void {
    if (ttlMs >= 1) this.#write(space, key, value, ttlMs);
    else this.delete(space, key);
  }

  /** Leaves a tombstone, also where this node knows of no such register: another may. */
  delete(space: RegisterSpace, key: string): void {
    this.#write(space, key, undefined, 0);
  }

  *entries(space: RegisterSpace): Iterable<Register> {
    const now = this.clock.now();
    for (const register of this.map(space).registers()) {
      const { key, value, node } = register;
      if (value !== undefined && isAlive(register, now)) yield { key, value, node };
    }
  }

  onChange(space: RegisterSpace, listener: ChangeListener): () => void {
    const listeners = this.#listeners.get(space)!;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Called after each write of this node's own. */
  onWrite(listener: WriteListener): () => void {
    this.#writeListeners.add(listener);
    return () => this.#writeListeners.delete(listener);
  }

  map(space: RegisterSpace): RegisterMap {
    return this.#maps.get(space)!;
  }

  /** Merges what another node sent. */
  receive(space: RegisterSpace, register: StoredRegister): Reception {
    if (!this.clock.observe(register.wall, register.counter)) return 'ahead';
    const now = this.clock.now();
    const map = this.map(space);
    const before = map.get(register.key);
    const outcome = map.offer(bounded(register, map.longestTtlMs), now);
    if (outcome === 'taken') {
      const after = map.get(register.key);
      const value = visible(after, now);
      const isNewWrite = before === undefined || after === undefined || compareVersions(before, after) !== 0;
      if (isNewWrite && (value !== undefined || visible(before, now) !== undefined))
        this.#tell(space, register.key, value);
    }
    return outcome;
  }

  /** Lets run out what is due. Called now and then; what is read never depends on it. */
  sweep(): void {
    const now = this.clock.now();
    if (now < this.#sweptAt) for (const map of this.#maps.values()) map.dropAfter(now);
    this.#sweptAt = now;
    for (const [space, map] of this.#maps) map.sweep(now, (key) => this.#tell(space, key, undefined));
  }

  #write(space: RegisterSpace, key: string, value: RegisterValue | undefined, ttlMs: number): void {
    const map = this.map(space);
    const { wall, counter } = this.clock.tick();
    if (wall < this.#sweptAt || wall >= this.#sweptAt + SWEPT_EVERY_MS) this.sweep();
    const expiresAt = value === undefined ? wall : wall + Math.min(Math.floor(ttlMs), map.longestTtlMs);
    const guardedUntil = value === undefined ? wall + map.longestTtlMs : expiresAt;
    map.offer({ key, wall, counter, node: this.node, value, expiresAt, guardedUntil }, wall);
    for (const listener of this.#writeListeners) listener(space, key);
  }

  #tell(space: RegisterSpace, key: string, value: RegisterValue | undefined): void {
    for (const listener of this.#listeners.get(space)!) listener(key, value);
  }
}

function visible(register: StoredRegister | undefined, now: number): RegisterValue | undefined {
  return register !== undefined && isAlive(register, now) ? register.value : undefined;
}

/** No write lives longer than its space allows, whatever its sender says. */
function bounded(register: StoredRegister, longestTtlMs: number): StoredRegister {
  const last = register.wall + longestTtlMs;
  if (register.guardedUntil <= last && register.expiresAt <= register.guardedUntil) return register;
  return {
    ...register,
    expiresAt: Math.min(register.expiresAt, last),
    guardedUntil: Math.min(Math.max(register.guardedUntil, register.expiresAt), last),
  };
}
