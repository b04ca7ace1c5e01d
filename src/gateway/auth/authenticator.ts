import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { ControlEventFeed } from '../../events/control-event-feed.js';
import type { ControlEvent } from '../../events/control-event.js';
import { SecretHasher } from '../../hashing/secret-hasher.js';
import { type ApiKey, parseApiKey } from '../../kernel/api-key.js';
import { GatewayError } from '../../kernel/errors.js';
import { UNLIMITED } from '../../kernel/limits.js';
import type { Principal } from '../../kernel/principal.js';
import { ApiKeyStore, type StoredApiKey } from './api-key.store.js';
import { ExpiringSet } from './expiring-set.js';
import { type VerifiedKey, VerifiedKeys } from './verified-keys.js';

const REMEMBERED_KEYS = 50_000;
const REMEMBERED_WRONG_KEYS = 10_000;
const WRONG_KEY_TTL_MS = 10_000;
/** How long a proved key goes on working while the database cannot confirm it. */
const STALE_FOR_MS = 3_600_000;

/**
 * API key -> Principal. A known key costs one HMAC and one look into a map; a new one costs one indexed query and one
 * Argon2 run, shared by everybody who presents it meanwhile. Revocation and rotation arrive as events and drop the key
 * at once, a change of its limits has it looked up again; the time to live is only the net under that.
 */
@Injectable()
export class Authenticator implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Authenticator');
  readonly #verified = new VerifiedKeys(REMEMBERED_KEYS);
  readonly #wrong = new ExpiringSet(WRONG_KEY_TTL_MS, REMEMBERED_WRONG_KEYS);
  readonly #inFlight = new Map<string, Promise<Principal>>();
  /** Revocations and new keys so far: a proof that began before one of them must not be remembered after it. */
  #revocations = 0;
  #issues = 0;
  #unsubscribe: () => void = () => {};

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keys: ApiKeyStore,
    private readonly hasher: SecretHasher,
    private readonly feed: ControlEventFeed,
  ) {}

  onModuleInit(): void {
    this.#unsubscribe = this.feed.subscribe((event) => this.#onEvent(event));
  }

  onModuleDestroy(): void {
    this.#unsubscribe();
  }

  /** Synchronous for a key seen lately. Throws (or rejects with) GatewayError: missing_api_key, invalid_api_key, busy. */
  authenticate(presented: string | undefined): Principal | Promise<Principal> {
    if (presented === undefined || presented === '') throw new GatewayError('missing_api_key');
    const digest = this.#verified.digest(presented);
    const known = this.#verified.get(digest);
    if (known !== undefined && !known.isDoubted && performance.now() - known.checkedAt < this.config.auth.cacheTtlMs) {
      if (known.expiresAt > Date.now()) return known.principal;
      this.#verified.delete(digest);
      throw invalid(known.principal.keyPrefix);
    }
    return this.#confirm(presented, digest, known);
  }

  #confirm(presented: string, digest: string, known: VerifiedKey | undefined): Promise<Principal> {
    const parsed = parseApiKey(presented);
    if (parsed === null) throw invalid('given');
    if (this.#wrong.has(digest, performance.now())) throw invalid(parsed.prefix);
    let proof = this.#inFlight.get(digest);
    if (proof === undefined) {
      proof = this.#prove(parsed, digest, known);
      this.#inFlight.set(digest, proof);
      void this.#forgetProof(digest, proof);
    }
    return proof;
  }

  async #forgetProof(digest: string, proof: Promise<Principal>): Promise<void> {
    await proof.catch(() => undefined);
    if (this.#inFlight.get(digest) === proof) this.#inFlight.delete(digest);
  }

  async #prove(presented: ApiKey, digest: string, known: VerifiedKey | undefined): Promise<Principal> {
    const [revocations, issues] = [this.#revocations, this.#issues];
    let stored: StoredApiKey | null;
    try {
      stored = await this.keys.find(presented.publicId);
    } catch (error) {
      return this.#withoutDatabase(known, error);
    }
    // The same hash that this very key was proved against: the proof still holds, no second Argon2 run.
    const isProved = known !== undefined && stored !== null && known.secretHash === stored.secretHash;
    const isRight =
      stored !== null &&
      (stored.expiresAt ?? Infinity) > Date.now() &&
      (isProved || (await this.hasher.verify(stored.secretHash, presented.key)));
    if (stored === null || !isRight) {
      this.#verified.delete(digest);
      if (issues === this.#issues) this.#wrong.add(digest, performance.now());
      throw invalid(presented.prefix);
    }
    const principal = toPrincipal(stored);
    if (revocations === this.#revocations) {
      this.#verified.put(digest, {
        principal,
        secretHash: stored.secretHash,
        expiresAt: stored.expiresAt ?? Infinity,
        checkedAt: performance.now(),
        isDoubted: false,
      });
    }
    return principal;
  }

  /** Keys proved before go on working for an hour; an unknown key cannot be judged. */
  #withoutDatabase(known: VerifiedKey | undefined, error: unknown): Principal {
    const isUsable =
      known !== undefined && performance.now() - known.checkedAt < STALE_FOR_MS && known.expiresAt > Date.now();
    if (!isUsable) throw error;
    this.#logger.warn(`Key ${known.principal.keyPrefix} goes on unconfirmed: ${String(error)}`);
    return known.principal;
  }

  #onEvent(event: ControlEvent): void {
    switch (event.type) {
      case 'KeyIssued':
      case 'TeamMemberAdded':
        this.#issues += 1;
        this.#wrong.clear();
        return;
      case 'KeyRevoked':
      case 'KeyRotated':
        this.#supersedeProofs();
        this.#verified.forget(event.data.keyId);
        return;
      case 'KeyLimitsChanged': {
        const { keyId } = event.data;
        this.#supersedeProofs();
        this.#verified.doubt((principal) => principal.keyId === keyId);
        return;
      }
      case 'TeamLimitsChanged':
      case 'TeamMemberRemoved': {
        const { teamId } = event.data;
        this.#supersedeProofs();
        this.#verified.doubt(({ team }) => team?.id === teamId);
        return;
      }
      default:
    }
  }

  /** Who comes from now on must not share a proof that began before. */
  #supersedeProofs(): void {
    this.#revocations += 1;
    this.#inFlight.clear();
  }
}

function toPrincipal(stored: StoredApiKey): Principal {
  return Object.freeze({
    keyId: stored.id,
    keyPrefix: stored.prefix,
    userId: stored.userId,
    role: stored.role,
    team: stored.team === null ? null : { id: stored.team.id, name: stored.team.name },
    limits: { key: stored.limits, team: stored.team?.limits ?? UNLIMITED },
  });
}

function invalid(prefix: string): GatewayError {
  return new GatewayError('invalid_api_key', { prefix });
}
