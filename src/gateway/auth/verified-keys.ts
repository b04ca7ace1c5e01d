import { randomBytes } from 'node:crypto';
import type { Principal } from '../../kernel/principal.js';
import { keyedDigest } from './keyed-digest.js';

/** A key whose secret was proved right. */
export interface VerifiedKey {
  readonly principal: Principal;
  /** The stored hash it was proved against; a row with another hash is another key. */
  readonly secretHash: string;
  /** Milliseconds since the epoch; Infinity for keys that do not expire. */
  readonly expiresAt: number;
  /** Monotonic milliseconds of the last look at the database. */
  readonly checkedAt: number;
  /** Something about it has changed since: it has to be looked up again, though its secret is still proved. */
  readonly isDoubted: boolean;
}

/**
 * Remembers proved keys, so that Argon2 runs once per key and process. Keys are remembered as HMACs under a secret that
 * lives only in this process: memory dumps hold no key, and nobody outside can aim at an entry. Bounded; the oldest go.
 */
export class VerifiedKeys {
  /** Under a secret of this process alone. */
  readonly digest = keyedDigest(randomBytes(32));
  readonly #byDigest = new Map<string, VerifiedKey>();
  readonly #digestsByKeyId = new Map<string, Set<string>>();

  constructor(private readonly limit: number) {}

  get(digest: string): VerifiedKey | undefined {
    return this.#byDigest.get(digest);
  }

  put(digest: string, key: VerifiedKey): void {
    this.delete(digest);
    if (this.#byDigest.size >= this.limit) this.#evictOldest();
    this.#byDigest.set(digest, key);
    const { keyId } = key.principal;
    const digests = this.#digestsByKeyId.get(keyId) ?? new Set();
    this.#digestsByKeyId.set(keyId, digests.add(digest));
  }

  delete(digest: string): void {
    const key = this.#byDigest.get(digest);
    if (key === undefined) return;
    this.#byDigest.delete(digest);
    const digests = this.#digestsByKeyId.get(key.principal.keyId);
    digests?.delete(digest);
    if (digests?.size === 0) this.#digestsByKeyId.delete(key.principal.keyId);
  }

  /** Forgets a key by its id: it was revoked, rotated or changed. */
  forget(keyId: string): void {
    for (const digest of this.#digestsByKeyId.get(keyId) ?? []) this.delete(digest);
  }

  /** Has those looked up again at which something changed. A walk over all: the control plane changes rarely. */
  doubt(concerns: (principal: Principal) => boolean): void {
    for (const [digest, key] of this.#byDigest) {
      if (concerns(key.principal)) this.#byDigest.set(digest, { ...key, isDoubted: true });
    }
  }

  #evictOldest(): void {
    const oldest = this.#byDigest.keys().next();
    if (oldest.done !== true) this.delete(oldest.value);
  }
}
