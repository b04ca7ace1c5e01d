import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../database/database.js';
import { rows } from '../../database/rows.js';
import { LIMIT_COLUMNS, type LimitColumns } from '../limits/limits.columns.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface StoredKey extends LimitColumns {
  readonly id: string;
  readonly publicId: string;
  readonly userId: string;
  readonly name: string;
  readonly prefix: string;
  /** The team it belongs to. */
  readonly teamId: string | null;
  /** Its successor, once it was rotated. */
  readonly replacedBy: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const COLUMNS = `id, public_id AS "publicId", user_id AS "userId", name, prefix,
  team_id AS "teamId", replaced_by AS "replacedBy", ${LIMIT_COLUMNS}, created_at AS "createdAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt"`;

const ACTIVE = `SELECT ${COLUMNS} FROM api_keys
  WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)
    AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3)`;

/** `ownerId` restricts to one user's keys; `null` is for those who may see everybody's. */
@Injectable()
export class KeysStore {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  list(ownerId: string | null): Promise<StoredKey[]> {
    return this.database.query<StoredKey>(
      `SELECT ${COLUMNS} FROM api_keys WHERE $1::uuid IS NULL OR user_id = $1 ORDER BY created_at DESC, id`,
      [ownerId],
    );
  }

  /** `null` when the key is unknown, somebody else's, revoked or expired. */
  async findActive(id: string, ownerId: string | null, now: Date): Promise<StoredKey | null> {
    if (!UUID.test(id)) return null;
    const [key] = await this.database.query<StoredKey>(ACTIVE, [id, ownerId, now]);
    return key ?? null;
  }

  /** The same of a key whose owner is known to fit, as the transaction sees it. */
  async reread(id: string, now: Date, manager: EntityManager): Promise<StoredKey | null> {
    const [key] = await rows<StoredKey>(manager, ACTIVE, [id, null, now]);
    return key ?? null;
  }

  /** Neither revoked nor rotated, as the transaction sees it. */
  async isCurrent(id: string, manager: EntityManager): Promise<boolean> {
    const current = 'SELECT 1 FROM api_keys WHERE id = $1 AND revoked_at IS NULL AND replaced_by IS NULL';
    return (await rows(manager, current, [id])).length > 0;
  }

  /** The active key's hash and user, by the public part of the key. */
  async findCredential(publicId: string, now: Date): Promise<{ secretHash: string; userId: string } | null> {
    const [credential] = await this.database.query<{ secretHash: string; userId: string }>(
      `SELECT api_keys.secret_hash AS "secretHash", api_keys.user_id AS "userId"
       FROM api_keys JOIN users ON users.id = api_keys.user_id
       WHERE api_keys.public_id = $1 AND api_keys.revoked_at IS NULL
         AND (api_keys.expires_at IS NULL OR api_keys.expires_at > $2) AND users.disabled_at IS NULL`,
      [publicId, now],
    );
    return credential ?? null;
  }
}
