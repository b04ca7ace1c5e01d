import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ControlEventBody } from '../../events/control-event.js';
import { EventStore } from '../../events/event-store.js';
import { SecretHasher } from '../../hashing/secret-hasher.js';
import { newApiKey } from '../../kernel/api-key.js';
import { systemClock } from '../../kernel/clock.js';
import { GatewayError } from '../../kernel/errors.js';
import type { OwnLimits } from '../../kernel/limits.js';
import type { Secret } from '../../kernel/secret.js';
import { type AdminContext, appendedBy, isOperator } from '../access/admin-context.js';
import { GrantedLimits } from '../limits/granted-limits.js';
import { limitsData, ownLimitsOf } from '../limits/limits.columns.js';
import { TeamsStore } from '../teams/teams.store.js';
import { KeysStore, type StoredKey } from './keys.store.js';

const DAY_MS = 86_400_000;

export interface KeyRequest {
  readonly name: string;
  readonly limits: OwnLimits;
  readonly teamId: string | null;
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

type NewKey = Pick<StoredKey, 'userId' | 'name' | 'expiresAt' | 'teamId'> & { readonly limits: OwnLimits };

@Injectable()
export class KeysService {
  constructor(
    private readonly granted: GrantedLimits,
    private readonly keys: KeysStore,
    private readonly teams: TeamsStore,
    private readonly hasher: SecretHasher,
    private readonly events: EventStore,
  ) {}

  /**
   * For the asking user. Throws GatewayError('forbidden') for limits that the role may not set, and `not_found` for a team
   * that the user is not in.
   */
  async issue({ name, limits, teamId, expiresInDays }: KeyRequest, context: AdminContext): Promise<IssuedKey> {
    this.granted.check(limits, context);
    if (teamId !== null && !(await this.teams.isMember(teamId, context.userId))) {
      throw new GatewayError('not_found', { resource: 'team of yours' });
    }
    const expiresAt = expiresInDays === null ? null : new Date(systemClock.now() + expiresInDays * DAY_MS);
    const { issued, event } = await this.#make({ userId: context.userId, name, limits, teamId, expiresAt });
    await this.events.append(keyStream(issued.id), 0, [event], appendedBy(context));
    return issued;
  }

  /**
   * Name and limits, in force on every node as soon as the event reaches it. Throws GatewayError (not_found, conflict;
   * forbidden for limits that the role may not set).
   */
  async change(
    id: string,
    changed: (before: OwnLimits) => OwnLimits,
    name: string | null,
    context: AdminContext,
  ): Promise<StoredKey> {
    const now = new Date(systemClock.now());
    const found = await this.#findManageable(id, now, context);
    return this.events.transaction(async (manager) => {
      const version = await this.events.version(keyStream(found.id), manager);
      // Read behind the version: whoever changes it after this look makes it a conflict, and no change is undone unseen.
      const key = await this.keys.reread(found.id, now, manager);
      if (key === null) throw new GatewayError('not_found', { resource: 'key' });
      const before = ownLimitsOf(key);
      const limits = changed(before);
      this.granted.check(limits, context, before);
      const data = { keyId: key.id, publicId: key.publicId, name: name ?? key.name, ...limitsData(limits) };
      const event = { type: 'KeyLimitsChanged', data } as const;
      await this.events.append(keyStream(key.id), version, [event], appendedBy(context), manager);
      return { ...key, name: data.name, ...limitsData(limits) };
    });
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
    if (old.replacedBy !== null) throw alreadyRotated();
    const { issued, event } = await this.#make({ ...old, limits: ownLimitsOf(old) });
    const graceEnd = now.getTime() + graceSeconds * 1000;
    const expiresAt = new Date(Math.min(graceEnd, old.expiresAt?.getTime() ?? graceEnd)).toISOString();
    const data = { keyId: old.id, publicId: old.publicId, replacedBy: issued.id, expiresAt };
    await this.events.transaction(async (manager) => {
      const version = await this.events.version(keyStream(old.id), manager);
      // Whoever comes between this look and the append makes it a conflict.
      if (!(await this.keys.isCurrent(old.id, manager))) throw alreadyRotated();
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

  async #make({ userId, name, limits, teamId, expiresAt }: NewKey) {
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
        ...limitsData(limits),
        teamId,
        expiresAt: expiresAt?.toISOString() ?? null,
      },
    };
    return { issued, event };
  }
}

function alreadyRotated(): GatewayError {
  return new GatewayError('invalid_field', { param: 'id', reason: 'the key was rotated or revoked already' });
}

const keyStream = (keyId: string) => `key:${keyId}`;
