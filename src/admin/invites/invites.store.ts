import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Role } from '../../kernel/principal.js';
import { hashOpaqueToken } from '../access/opaque-token.js';

export interface OpenInvite {
  readonly id: string;
  /** The only address that may use it; `null` for anyone. */
  readonly email: string | null;
  readonly role: Role;
}

@Injectable()
export class InvitesStore {
  constructor(private readonly database: Database) {}

  /** `null` when the invite is unknown, accepted or expired. */
  async findOpen(token: string, now: Date): Promise<OpenInvite | null> {
    const [invite] = await this.database.query<OpenInvite>(
      'SELECT id, email, role FROM invites WHERE token_hash = $1 AND accepted_at IS NULL AND expires_at > $2',
      [hashOpaqueToken(token).toString('hex'), now],
    );
    return invite ?? null;
  }
}
