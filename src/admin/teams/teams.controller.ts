import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, UseGuards, UsePipes } from '@nestjs/common';
import { UNLIMITED } from '../../kernel/limits.js';
import { type AdminContext, SignedIn } from '../access/admin-context.js';
import { Roles, RolesGuard } from '../access/roles.guard.js';
import { SessionGuard } from '../access/session.guard.js';
import { changedLimits } from '../limits/limit-fields.dto.js';
import { ownLimitsOf } from '../limits/limits.columns.js';
import { shownLimits } from '../limits/limits.response.js';
import { normaliseEmail } from '../users/normalise-email.js';
import { RequestValidationPipe } from '../validation/request-validation.pipe.js';
import {
  AddMemberRequest,
  ChangeTeamRequest,
  CreateTeamRequest,
  TeamListResponse,
  TeamMembersResponse,
  TeamResponse,
} from './team.dto.js';
import { TeamsService } from './teams.service.js';
import type { StoredTeam, TeamMember } from './teams.store.js';

/** Teams share limits and budgets over all keys of theirs. */
@Controller('api/teams')
@UsePipes(RequestValidationPipe)
@UseGuards(SessionGuard, RolesGuard)
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  /** Makes a team. */
  @Post()
  @Roles(['owner', 'admin'])
  async create(@Body() body: CreateTeamRequest, @SignedIn() context: AdminContext): Promise<TeamResponse> {
    return describe(await this.teams.create(body.name, changedLimits(UNLIMITED, body), context));
  }

  /** All teams; for a member its own. */
  @Get()
  @Roles(['owner', 'admin', 'auditor', 'member'])
  async list(@SignedIn() context: AdminContext): Promise<TeamListResponse> {
    return { teams: (await this.teams.list(context)).map(describe) };
  }

  /** Changes limits and budgets, on every node within a second. */
  @Patch(':id')
  @Roles(['owner', 'admin'])
  async change(
    @Param('id') id: string,
    @Body() body: ChangeTeamRequest,
    @SignedIn() context: AdminContext,
  ): Promise<TeamResponse> {
    return describe(await this.teams.change(id, (before) => changedLimits(before, body), context));
  }

  /** Who is in the team. */
  @Get(':id/members')
  @Roles(['owner', 'admin', 'auditor', 'member'])
  async members(@Param('id') id: string, @SignedIn() context: AdminContext): Promise<TeamMembersResponse> {
    return describeMembers(await this.teams.members(id, context));
  }

  /** Adds a user, who may then make keys of the team. */
  @Post(':id/members')
  @Roles(['owner', 'admin'])
  async add(
    @Param('id') id: string,
    @Body() body: AddMemberRequest,
    @SignedIn() context: AdminContext,
  ): Promise<TeamMembersResponse> {
    return describeMembers(await this.teams.add(id, normaliseEmail(body.email), context));
  }

  /** Takes a user out; that user's keys of the team stop at once, on every node. */
  @Delete(':id/members/:userId')
  @HttpCode(204)
  @Roles(['owner', 'admin'])
  async remove(
    @Param('id') id: string,
    @Param('userId') userId: string,
    @SignedIn() context: AdminContext,
  ): Promise<void> {
    await this.teams.remove(id, userId, context);
  }
}

function describe(team: StoredTeam): TeamResponse {
  return {
    id: team.id,
    name: team.name,
    created_at: team.createdAt.toISOString(),
    ...shownLimits(ownLimitsOf(team)),
  };
}

function describeMembers(members: readonly TeamMember[]): TeamMembersResponse {
  return {
    members: members.map(({ userId, email, addedAt }) => ({ user_id: userId, email, added_at: addedAt.toISOString() })),
  };
}
