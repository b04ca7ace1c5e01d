import { Body, Controller, Post, UseGuards, UsePipes } from '@nestjs/common';
import { type AdminContext, SignedIn } from '../access/admin-context.js';
import { Roles, RolesGuard } from '../access/roles.guard.js';
import { SessionGuard } from '../access/session.guard.js';
import { normaliseEmail } from '../users/normalise-email.js';
import { RequestValidationPipe } from '../validation/request-validation.pipe.js';
import { InviteRequestBody, InviteResponse } from './invite.dto.js';
import { InvitesService } from './invites.service.js';

const DEFAULT_DAYS = 7;

@Controller('auth/invites')
@UsePipes(RequestValidationPipe)
@UseGuards(SessionGuard, RolesGuard)
export class InvitesController {
  constructor(private readonly invites: InvitesService) {}

  /** Makes an invite, with which one person may register. Its token is shown once. */
  @Post()
  @Roles(['owner', 'admin'])
  async issue(@Body() body: InviteRequestBody, @SignedIn() context: AdminContext): Promise<InviteResponse> {
    const email = body.email === undefined ? null : normaliseEmail(body.email);
    const role = body.role ?? 'member';
    const expiresInDays = body.expires_in_days ?? DEFAULT_DAYS;
    const { id, token, expiresAt } = await this.invites.issue({ email, role, expiresInDays }, context);
    return { id, invite_token: token.reveal(), email, role, expires_at: expiresAt.toISOString() };
  }
}
