import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { ControlEventBody } from '../../events/control-event.js';
import { EventStore } from '../../events/event-store.js';
import { SecretHasher } from '../../hashing/secret-hasher.js';
import { newApiKey } from '../../kernel/api-key.js';
import { systemClock } from '../../kernel/clock.js';
import { GatewayError } from '../../kernel/errors.js';
import type { Secret } from '../../kernel/secret.js';
import { type AdminContext, appendedBy, isOperator } from '../access/admin-context.js';
import { KeysStore, type StoredKey } from './keys.store.js';

const DAY_MS = 86_400_000;

export interface KeyRequest {
  readonly name: string;
  /** `null` means the gateway's default. */
  readonly requestsPerMinute: number | null;
  /** `null` means never. */
  readonly expiresInDays: number | null;
}

export interface IssuedKey {
  readonly id: string;
  readonly name: string;
  /** The whole key; only its hash is kept. */
  readonly key: Secret;
  readonly prefix: string;
  readonly expiresAt: Date | null;
}

type NewKey = Pick<StoredKey, 'userId' | 'name' | 'requestsPerMinute' | 'expiresAt'>;

@Injectable()
export class KeysService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keys: KeysStore,
    private readonly hasher: SecretHasher,
    private readonly events: EventStore,
  ) {}

  /** For the asking user. Throws GatewayError('forbidden') for a limit that the role may not set. */
  async issue({ name, requestsPerMinute, expiresInDays }: KeyRequest, context: AdminContext): Promise<IssuedKey> {
    const { requestsPerMinute: defaultLimit } = this.config.limits;
    if (!isOperator(context) && (requestsPerMinute ?? 0) > defaultLimit) {
      const needed = `owner or admin for more than ${defaultLimit} requests a minute`;
      throw new GatewayError('forbidden', { role: context.role, needed });
    }
    const expiresAt = expiresInDays === null ? null : new Date(systemClock.now() + expiresInDays * DAY_MS);
    const { issued, event } = await this.#make({ userId: context.userId, name, requestsPerMinute, expiresAt });
    await this.events.append(keyStream(issued.id), 0, [event], appendedBy(context));
    return issued;
  }

  /** Throws GatewayError('forbidden') for everybody's keys without the role. */
  async list(scope: 'own' | 'all', context: AdminContext): Promise<StoredKey[]> {
    if (scope === 'all' && !isOperator(context)) {
      throw new GatewayError('forbidden', { role: context.role, needed: 'owner or admin' });
    }
    return this.keys.list(scope === 'all' ? null : context.userId);
  }

  /**
   * Makes a successor with the same name, limit and end; the old key ends after the grace, or at its own end if that is
   * sooner. Throws GatewayError (not_found, conflict; invalid_field where the key has a successor already).
   */
  async rotate(id: string, graceSeconds: number, context: AdminContext): Promise<IssuedKey> {
    const now = new Date(systemClock.now());
    const old = await this.#findManageable(id, now, context);
    const { issued, event } = await this.#make(old);
    const graceEnd = now.getTime() + graceSeconds * 1000;
    const expiresAt = new Date(Math.min(graceEnd, old.expiresAt?.getTime() ?? graceEnd)).toISOString();
    const data = { keyId: old.id, publicId: old.publicId, replacedBy: issued.id, expiresAt };
    await this.events.transaction(async (manager) => {
      const version = await this.events.version(keyStream(old.id), manager);
      if (version !== ISSUED_VERSION) {
        throw new GatewayError('invalid_field', { param: 'id', reason: 'the key was rotated or revoked already' });
      }
      const by = appendedBy(context);
      await this.events.append(keyStream(old.id), version, [{ type: 'KeyRotated', data }], by, manager);
      await this.events.append(keyStream(issued.id), 0, [event], by, manager);
    });
    return issued;
  }

  /** Takes effect on every node as soon as the event reaches it. Throws GatewayError (not_found, conflict). */
  async revoke(id: string, context: AdminContext): Promise<void> {
    const key = await this.#findManageable(id, new Date(systemClock.now()), context);
    const data = { keyId: key.id, publicId: key.publicId };
    await this.events.transaction(async (manager) => {
      const version = await this.events.version(keyStream(key.id), manager);
      await this.events.append(
        keyStream(key.id),
        version,
        [{ type: 'KeyRevoked', data }],
        appendedBy(context),
        manager,
      );
    });
  }

  /** A key of somebody else's does not exist for those who may only manage their own. */
  async #findManageable(id: string, now: Date, context: AdminContext): Promise<StoredKey> {
    const key = await this.keys.findActive(id, isOperator(context) ? null : context.userId, now);
    if (!key) throw new GatewayError('not_found', { resource: 'key' });
    return key;
  }

  async #make({ userId, name, requestsPerMinute, expiresAt }: NewKey) {
    const { key, publicId, prefix } = newApiKey();
    const issued: IssuedKey = { id: randomUUID(), name, key, prefix, expiresAt };
    const event: ControlEventBody = {
      type: 'KeyIssued',
      data: {
        keyId: issued.id,
        publicId,
        userId,
        name,
        secretHash: await this.hasher.hash(key),
        prefix,
        requestsPerMinute,
        expiresAt: expiresAt?.toISOString() ?? null,
      },
    };
    return { issued, event };
  }
}

/** A key's stream is issued, then perhaps rotated, then perhaps revoked. */
const ISSUED_VERSION = 1;
const keyStream = (keyId: string) => `key:${keyId}`;
