import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../database/unique-violation.js';
import type { ControlEventBody } from '../../events/control-event.js';
import { EventStore } from '../../events/event-store.js';
import { GatewayError } from '../../kernel/errors.js';
import type { OwnLimits } from '../../kernel/limits.js';
import { type AdminContext, appendedBy } from '../access/admin-context.js';
import { limitsData, ownLimitsOf } from '../limits/limits.columns.js';
import { type StoredTeam, type TeamMember, TeamsStore } from './teams.store.js';

/** Teams, their limits and who is in them. Who may call what stands on the controller. */
@Injectable()
export class TeamsService {
  constructor(
    private readonly teams: TeamsStore,
    private readonly events: EventStore,
  ) {}

  /** Throws GatewayError('invalid_field') for a name that is taken. */
  async create(name: string, limits: OwnLimits, context: AdminContext): Promise<StoredTeam> {
    if (await this.teams.isTaken(name)) throw taken();
    const teamId = randomUUID();
    const event: ControlEventBody = { type: 'TeamCreated', data: { teamId, name, ...limitsData(limits) } };
    try {
      await this.events.append(teamStream(teamId), 0, [event], appendedBy(context));
    } catch (error) {
      // Of two at once the second comes here.
      throw isUniqueViolation(error, 'teams_name') ? taken() : error;
    }
    return this.find(teamId, context);
  }

  list(context: AdminContext): Promise<StoredTeam[]> {
    return this.teams.list(seenBy(context));
  }

  /** Throws GatewayError('not_found'), also for teams that the asking user may not see. */
  async find(id: string, context: AdminContext): Promise<StoredTeam> {
    const team = await this.teams.find(id, seenBy(context));
    if (team === null) throw new GatewayError('not_found', { resource: 'team' });
    return team;
  }

  async change(id: string, changed: (before: OwnLimits) => OwnLimits, context: AdminContext): Promise<StoredTeam> {
    await this.find(id, context);
    return this.events.transaction(async (manager) => {
      const version = await this.events.version(teamStream(id), manager);
      // Read behind the version: whoever changes it after this look makes it a conflict, and no change is undone unseen.
      const team = await this.teams.reread(id, manager);
      const limits = limitsData(changed(ownLimitsOf(team)));
      const event = { type: 'TeamLimitsChanged', data: { teamId: id, ...limits } } as const;
      await this.events.append(teamStream(id), version, [event], appendedBy(context), manager);
      return { ...team, ...limits };
    });
  }

  async members(id: string, context: AdminContext): Promise<TeamMember[]> {
    await this.find(id, context);
    return this.teams.members(id);
  }

  /** Somebody who is in it already stays. Throws GatewayError('not_found') for unknown users. */
  async add(id: string, email: string, context: AdminContext): Promise<TeamMember[]> {
    await this.find(id, context);
    const userId = await this.teams.userByEmail(email);
    if (userId === null) throw new GatewayError('not_found', { resource: 'user with this e-mail address' });
    if (!(await this.teams.isMember(id, userId))) {
      await this.#append(id, { type: 'TeamMemberAdded', data: { teamId: id, userId } }, context);
    }
    return this.teams.members(id);
  }

  /** The user's keys of this team stop at once. Throws GatewayError('not_found'). */
  async remove(id: string, userId: string, context: AdminContext): Promise<void> {
    const members = await this.members(id, context);
    if (!members.some((member) => member.userId === userId))
      throw new GatewayError('not_found', { resource: 'member' });
    await this.#append(id, { type: 'TeamMemberRemoved', data: { teamId: id, userId } }, context);
  }

  async #append(id: string, event: ControlEventBody, context: AdminContext): Promise<void> {
    await this.events.transaction(async (manager) => {
      const version = await this.events.version(teamStream(id), manager);
      await this.events.append(teamStream(id), version, [event], appendedBy(context), manager);
    });
  }
}

function taken(): GatewayError {
  return new GatewayError('invalid_field', { param: 'name', reason: 'a team of this name is there already' });
}

const teamStream = (teamId: string) => `team:${teamId}`;

/** Members see their own teams only. */
function seenBy({ role, userId }: AdminContext): string | null {
  return role === 'member' ? userId : null;
}
