import { Injectable } from '@nestjs/common';
import { ReadingDatabase } from '../../database/replica/reading-database.js';

/** What people call what usage knows by its id. */
@Injectable()
export class UsageNamesStore {
  constructor(private readonly database: ReadingDatabase) {}

  /** Id -> name of the key; one that is gone is not in it. */
  keys(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#find('SELECT id, name FROM api_keys WHERE id = ANY ($1::uuid[])', ids);
  }

  /** Id -> e-mail address of the user. */
  users(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#find('SELECT id, email AS name FROM users WHERE id = ANY ($1::uuid[])', ids);
  }

  /** Id -> name of the team. */
  teams(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#find('SELECT id, name FROM teams WHERE id = ANY ($1::uuid[])', ids);
  }

  async #find(sql: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const found = await this.database.query<{ id: string; name: string }>(sql, [ids]);
    return new Map(found.map(({ id, name }) => [id, name]));
  }
}
