import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../database/database.js';
import { rows } from '../../database/rows.js';
import { LIMIT_COLUMNS, type LimitColumns } from '../limits/limits.columns.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface StoredTeam extends LimitColumns {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

export interface TeamMember {
  readonly userId: string;
  readonly email: string;
  readonly addedAt: Date;
}

const COLUMNS = `id, name, ${LIMIT_COLUMNS}, created_at AS "createdAt"`;
const VISIBLE = '($1::uuid IS NULL OR id IN (SELECT team_id FROM team_members WHERE user_id = $1))';

/** `memberId` restricts to one user's teams; `null` is for those who may see everybody's. */
@Injectable()
export class TeamsStore {
  constructor(private readonly database: Database) {}

  /** By name. */
  list(memberId: string | null): Promise<StoredTeam[]> {
    return this.database.query<StoredTeam>(`SELECT ${COLUMNS} FROM teams WHERE ${VISIBLE} ORDER BY name`, [memberId]);
  }

  /** `null` when there is none, or it is not to be seen. */
  async find(id: string, memberId: string | null): Promise<StoredTeam | null> {
    if (!UUID.test(id)) return null;
    const [team] = await this.database.query<StoredTeam>(`SELECT ${COLUMNS} FROM teams WHERE ${VISIBLE} AND id = $2`, [
      memberId,
      id,
    ]);
    return team ?? null;
  }

  /** A team that is known to be there, as the transaction sees it. */
  async reread(id: string, manager: EntityManager): Promise<StoredTeam> {
    const [team] = await rows<StoredTeam>(manager, `SELECT ${COLUMNS} FROM teams WHERE id = $1`, [id]);
    if (team === undefined) throw new Error(`The team ${id} is gone, and teams are never deleted.`);
    return team;
  }

  async isTaken(name: string): Promise<boolean> {
    return (await this.database.query('SELECT 1 FROM teams WHERE name = $1', [name])).length > 0;
  }

  async isMember(id: string, userId: string): Promise<boolean> {
    const found = await this.database.query('SELECT 1 FROM team_members WHERE team_id = $1 AND user_id = $2', [
      id,
      userId,
    ]);
    return found.length > 0;
  }

  /** The earliest first. */
  members(id: string): Promise<TeamMember[]> {
    return this.database.query<TeamMember>(
      `SELECT member.user_id AS "userId", users.email, member.added_at AS "addedAt"
         FROM team_members member JOIN users ON users.id = member.user_id
        WHERE member.team_id = $1 ORDER BY member.added_at, users.email`,
      [id],
    );
  }

  /** The id of the user who may be added; `null` for unknown addresses and disabled users. */
  async userByEmail(email: string): Promise<string | null> {
    const [user] = await this.database.query<{ id: string }>(
      'SELECT id FROM users WHERE email = $1 AND disabled_at IS NULL',
      [email],
    );
    return user?.id ?? null;
  }
}
