import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Role } from '../../kernel/principal.js';
import { INSTALLATION_STREAM } from './streams.js';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
}

@Injectable()
export class UsersStore {
  constructor(private readonly database: Database) {}

  /** By normalised address, disabled users left out. The hash is for verification only. */
  async findWithPassword(email: string): Promise<(User & { passwordHash: string }) | null> {
    const [user] = await this.database.query<User & { passwordHash: string }>(
      `SELECT id, email, role, password_hash AS "passwordHash"
       FROM users WHERE email = $1 AND disabled_at IS NULL`,
      [email],
    );
    return user ?? null;
  }

  /** Whether there has ever been a first owner. */
  async isInstallationClaimed(): Promise<boolean> {
    const claims = await this.database.query('SELECT 1 FROM control_events WHERE stream = $1', [INSTALLATION_STREAM]);
    return claims.length > 0;
  }
}
