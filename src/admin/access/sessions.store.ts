import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { Role } from '../../kernel/principal.js';
import type { Secret } from '../../kernel/secret.js';
import { hashOpaqueToken, newOpaqueToken } from './opaque-token.js';

export const SESSION_MARK = 'aigs_';

export interface SessionUser {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
}

/** Sessions are state, not events: they end by themselves and nobody replays them. */
@Injectable()
export class SessionsStore {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Opens a session and clears away those that have ended. */
  async open(userId: string, now: Date): Promise<{ token: Secret; expiresAt: Date }> {
    const { token, hash } = newOpaqueToken(SESSION_MARK);
    const expiresAt = new Date(now.getTime() + this.config.auth.sessionTtlMs);
    await this.database.query('DELETE FROM sessions WHERE expires_at <= $1', [now]);
    await this.database.query(
      'INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)',
      [hash, userId, now, expiresAt],
    );
    return { token, expiresAt };
  }

  /** `null` when the session is unknown or ended, or its user is disabled. */
  async find(token: string, now: Date): Promise<SessionUser | null> {
    if (!token.startsWith(SESSION_MARK)) return null;
    const [user] = await this.database.query<SessionUser>(
      `SELECT users.id, users.email, users.role FROM sessions JOIN users ON users.id = sessions.user_id
       WHERE sessions.token_hash = $1 AND sessions.expires_at > $2 AND users.disabled_at IS NULL`,
      [hashOpaqueToken(token), now],
    );
    return user ?? null;
  }

  async close(token: string): Promise<void> {
    await this.database.query('DELETE FROM sessions WHERE token_hash = $1', [hashOpaqueToken(token)]);
  }
}
