import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Budget, OwnLimits } from '../../kernel/limits.js';
import type { Role } from '../../kernel/principal.js';

/** A key as the database has it, with its owner's role. */
export interface StoredApiKey {
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
  readonly prefix: string;
  readonly secretHash: string;
  readonly limits: OwnLimits;
  readonly team: { readonly id: string; readonly name: string; readonly limits: OwnLimits } | null;
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
  tokens_per_minute: number | null;
  concurrency: number | null;
  budgets: readonly Budget[];
  expires_at: Date | null;
  team: (LimitRow & { id: string; name: string }) | null;
}

type LimitRow = Pick<Row, 'requests_per_minute' | 'tokens_per_minute' | 'concurrency' | 'budgets'>;

@Injectable()
export class ApiKeyStore {
  constructor(private readonly database: Database) {}

  /**
   * One indexed look-up; `null` for unknown and revoked keys, for keys of disabled users, and for keys of a team that their
   * user is not in any more.
   */
  async find(publicId: string): Promise<StoredApiKey | null> {
    const [row] = await this.database.query<Row>(
      `SELECT k.id, k.user_id, u.role, k.prefix, k.secret_hash, k.expires_at,
              k.requests_per_minute, k.tokens_per_minute, k.concurrency, k.budgets, to_jsonb(t) AS team
         FROM api_keys k JOIN users u ON u.id = k.user_id LEFT JOIN teams t ON t.id = k.team_id
        WHERE k.public_id = $1 AND k.revoked_at IS NULL AND u.disabled_at IS NULL
          AND (k.team_id IS NULL
               OR EXISTS (SELECT FROM team_members m WHERE m.team_id = k.team_id AND m.user_id = k.user_id))`,
      [publicId],
    );
    if (row === undefined) return null;
    const { team } = row;
    return {
      id: row.id,
      userId: row.user_id,
      role: row.role,
      prefix: row.prefix,
      secretHash: row.secret_hash,
      limits: limitsOf(row),
      team: team === null ? null : { id: team.id, name: team.name, limits: limitsOf(team) },
      expiresAt: row.expires_at === null ? null : new Date(row.expires_at).getTime(),
    };
  }
}

function limitsOf({ requests_per_minute, tokens_per_minute, concurrency, budgets }: LimitRow): OwnLimits {
  const limits = { requestsPerMinute: requests_per_minute, tokensPerMinute: tokens_per_minute, concurrency };
  return { limits, budgets };
}
