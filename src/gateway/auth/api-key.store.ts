import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Role } from '../../kernel/principal.js';

/** A key as the database has it, with its owner's role. */
export interface StoredApiKey {
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
  readonly prefix: string;
  readonly secretHash: string;
  readonly requestsPerMinute: number | null;
  /** Milliseconds since the epoch; `null` for keys that do not expire. */
  readonly expiresAt: number | null;
}

interface Row {
  id: string;
  user_id: string;
  role: Role;
  prefix: string;
  secret_hash: string;
  requests_per_minute: number | null;
  expires_at: Date | null;
}

@Injectable()
export class ApiKeyStore {
  constructor(private readonly database: Database) {}

  /** One indexed look-up; `null` for unknown and revoked keys, and for keys of disabled users. */
  async find(publicId: string): Promise<StoredApiKey | null> {
    const [row] = await this.database.query<Row>(
      `SELECT k.id, k.user_id, u.role, k.prefix, k.secret_hash, k.requests_per_minute, k.expires_at
         FROM api_keys k JOIN users u ON u.id = k.user_id
        WHERE k.public_id = $1 AND k.revoked_at IS NULL AND u.disabled_at IS NULL`,
      [publicId],
    );
    if (row === undefined) return null;
    return {
      id: row.id,
      userId: row.user_id,
      role: row.role,
      prefix: row.prefix,
      secretHash: row.secret_hash,
      requestsPerMinute: row.requests_per_minute,
      expiresAt: row.expires_at === null ? null : new Date(row.expires_at).getTime(),
    };
  }
}
