import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { EventStore } from '../../events/event-store.js';
import { systemClock } from '../../kernel/clock.js';
import { GatewayError } from '../../kernel/errors.js';
import type { Role } from '../../kernel/principal.js';
import type { Secret } from '../../kernel/secret.js';
import { type AdminContext, appendedBy } from '../access/admin-context.js';
import { newOpaqueToken } from '../access/opaque-token.js';
import { inviteStream } from './invite-stream.js';

const INVITE_MARK = 'aigi_';
const DAY_MS = 86_400_000;

export interface InviteRequest {
  /** Normalised; `null` for anyone. */
  readonly email: string | null;
  readonly role: Role;
  readonly expiresInDays: number;
}

export interface IssuedInvite {
  readonly id: string;
  /** Only its hash is kept. */
  readonly token: Secret;
  readonly expiresAt: Date;
}

@Injectable()
export class InvitesService {
  constructor(private readonly events: EventStore) {}

  /** Throws GatewayError('forbidden') where an admin would make an owner. */
  async issue({ email, role, expiresInDays }: InviteRequest, context: AdminContext): Promise<IssuedInvite> {
    if (role === 'owner' && context.role !== 'owner') {
      throw new GatewayError('forbidden', { role: context.role, needed: 'owner to invite an owner' });
    }
    const inviteId = randomUUID();
    const { token, hash } = newOpaqueToken(INVITE_MARK);
    const expiresAt = new Date(systemClock.now() + expiresInDays * DAY_MS);
    const data = {
      inviteId,
      tokenHash: hash.toString('hex'),
      email,
      role,
      expiresAt: expiresAt.toISOString(),
      createdBy: context.userId,
    };
    await this.events.append(inviteStream(inviteId), 0, [{ type: 'InviteIssued', data }], appendedBy(context));
    return { id: inviteId, token, expiresAt };
  }
}
