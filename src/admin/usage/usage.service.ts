import { Injectable } from '@nestjs/common';
import type { Dimension } from './usage-dimensions.js';
import { UsageNamesStore } from './usage-names.store.js';
import type { UsageQuestion } from './usage.statement.js';
import { type UsageGroup, UsageStore } from './usage.store.js';

/** A group with what its key, user and team are called, where it is grouped by them. */
export interface NamedGroup extends UsageGroup {
  readonly names: {
    readonly key_name?: string | null;
    readonly user_email?: string | null;
    readonly team_name?: string | null;
  };
}

export interface UsagePage {
  readonly groups: readonly NamedGroup[];
  /** Whether there is more after them. */
  readonly hasMore: boolean;
}

@Injectable()
export class UsageService {
  constructor(
    private readonly usage: UsageStore,
    private readonly names: UsageNamesStore,
  ) {}

  async page(question: UsageQuestion): Promise<UsagePage> {
    // One more than asked for tells whether there is a next page.
    const found = await this.usage.read({ ...question, limit: question.limit + 1 });
    const groups = found.slice(0, question.limit);
    const ids = (name: Dimension) => [...new Set(groups.flatMap(({ by }) => by[name] ?? []))];
    const [keys, users, teams] = await Promise.all([
      this.names.keys(ids('key')),
      this.names.users(ids('user')),
      this.names.teams(ids('team')),
    ]);
    return {
      groups: groups.map((group) => ({
        ...group,
        names: {
          ...('key' in group.by && { key_name: keys.get(group.by.key ?? '') ?? null }),
          ...('user' in group.by && { user_email: users.get(group.by.user ?? '') ?? null }),
          ...('team' in group.by && { team_name: teams.get(group.by.team ?? '') ?? null }),
        },
      })),
      hasMore: found.length > groups.length,
    };
  }

  /** Everything in the question's range together; `null` where there is nothing. */
  async total(question: UsageQuestion): Promise<UsageGroup | null> {
    const [total] = await this.usage.read({
      ...question,
      bucket: null,
      groupBy: [],
      order: 'cost',
      after: null,
      limit: 1,
    });
    return total ?? null;
  }
}
