import type { RegisterValue } from './registers.js';
import { compareVersions, type Version } from './version.js';

/**
 * A register as nodes keep and exchange it. Without a value it is a tombstone: it says that what was written before its
 * version is void.
 */
export interface StoredRegister extends Version {
  readonly key: string;
  /** `undefined`: deleted, or run out. */
  readonly value: RegisterValue | undefined;
  /** The value is void from then on, by the hybrid clock. */
  readonly expiresAt: number;
  /**
   * Kept until then, as a tombstone once the value is void. No earlier write can still be alive anywhere by then, so that
   * a node which was away, for however long, brings nothing back.
   */
  readonly guardedUntil: number;
}

/**
 * The last writer wins; what has to be outlived is the most that either knew of. Commutative, associative and idempotent.
 * Answers `one` itself where the other adds nothing.
 */
export function merge(one: StoredRegister, other: StoredRegister): StoredRegister {
  const winner = compare(one, other) >= 0 ? one : other;
  const guardedUntil = Math.max(one.guardedUntil, other.guardedUntil);
  return winner.guardedUntil === guardedUntil ? winner : { ...winner, guardedUntil };
}

export function isAlive({ value, expiresAt }: StoredRegister, now: number): boolean {
  return value !== undefined && expiresAt > now;
}

/** By version. One version with two contents does not come from a correct node, and must not keep nodes apart either. */
function compare(one: StoredRegister, other: StoredRegister): number {
  const order = compareVersions(one, other);
  if (order !== 0) return order;
  const [isVoid, isOtherVoid] = [one.value === undefined, other.value === undefined];
  if (isVoid !== isOtherVoid) return isVoid ? 1 : -1;
  if (one.expiresAt !== other.expiresAt) return one.expiresAt - other.expiresAt;
  if (isVoid) return 0;
  const [text, otherText] = [JSON.stringify(one.value), JSON.stringify(other.value)];
  if (text === otherText) return 0;
  return text < otherText ? -1 : 1;
}
