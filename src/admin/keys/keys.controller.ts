import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  UseGuards,
  UsePipes,
} from '@nestjs/common';
import { GatewayError } from '../../kernel/errors.js';
import { UNLIMITED } from '../../kernel/limits.js';
import { type AdminContext, type AdminRequest, SignedIn } from '../access/admin-context.js';
import { SessionIfSentGuard } from '../access/session-if-sent.guard.js';
import { SessionGuard } from '../access/session.guard.js';
import { changedLimits } from '../limits/limit-fields.dto.js';
import { ownLimitsOf } from '../limits/limits.columns.js';
import { shownLimits } from '../limits/limits.response.js';
import { PasswordAttemptsGuard } from '../throttling/password-attempts.guard.js';
import { PasswordCredentials } from '../users/password-credentials.js';
import { RequestValidationPipe } from '../validation/request-validation.pipe.js';
import {
  ChangeKeyRequest,
  IssuedKeyResponse,
  IssueKeyRequest,
  KeyListResponse,
  KeyResponse,
  ListKeysQuery,
  RotateKeyRequest,
} from './key.dto.js';
import { type IssuedKey, KeysService } from './keys.service.js';
import type { StoredKey } from './keys.store.js';

const DEFAULT_GRACE_SECONDS = 3600;

@Controller('auth/keys')
@UsePipes(RequestValidationPipe)
export class KeysController {
  constructor(
    private readonly keys: KeysService,
    private readonly passwords: PasswordCredentials,
  ) {}

  /** Makes a key for oneself, with a session or with e-mail and password. The key is shown this once. */
  @Post()
  @UseGuards(PasswordAttemptsGuard, SessionIfSentGuard)
  async issue(@Body() body: IssueKeyRequest, @Req() request: AdminRequest): Promise<IssuedKeyResponse> {
    const context = request.adminContext ?? (await this.#byPassword(body, request));
    const issued = await this.keys.issue(
      {
        name: body.key_name,
        limits: changedLimits(UNLIMITED, body),
        teamId: body.team_id ?? null,
        expiresInDays: body.expires_in_days ?? null,
      },
      context,
    );
    return shownOnce(issued);
  }

  /** Lists one's own keys, never their secrets; an owner or admin may list everybody's. */
  @Get()
  @UseGuards(SessionGuard)
  async list(@Query() query: ListKeysQuery, @SignedIn() context: AdminContext): Promise<KeyListResponse> {
    const keys = await this.keys.list(query.all === 'true' ? 'all' : 'own', context);
    return { keys: keys.map(describe) };
  }

  /**
   * Changes name, limits and budgets of a key, on every node within a second. Whoever is neither owner nor admin stays
   * within the gateway's defaults.
   */
  @Patch(':id')
  @UseGuards(SessionGuard)
  async change(
    @Param('id') id: string,
    @Body() body: ChangeKeyRequest,
    @SignedIn() context: AdminContext,
  ): Promise<KeyResponse> {
    return describe(
      await this.keys.change(id, (before) => changedLimits(before, body), body.key_name ?? null, context),
    );
  }

  /** Replaces a key; the old one keeps working for the grace. The new key is shown this once. */
  @Post(':id/rotate')
  @UseGuards(SessionGuard)
  async rotate(
    @Param('id') id: string,
    @Body() body: RotateKeyRequest,
    @SignedIn() context: AdminContext,
  ): Promise<IssuedKeyResponse> {
    return shownOnce(await this.keys.rotate(id, body.grace_seconds ?? DEFAULT_GRACE_SECONDS, context));
  }

  /** Ends a key at once, on every node. */
  @Delete(':id')
  @HttpCode(204)
  @UseGuards(SessionGuard)
  async revoke(@Param('id') id: string, @SignedIn() context: AdminContext): Promise<void> {
    await this.keys.revoke(id, context);
  }

  async #byPassword({ email, password }: IssueKeyRequest, request: AdminRequest): Promise<AdminContext> {
    if (email === undefined && password === undefined) throw new GatewayError('session_required');
    const hint = 'Send both "email" and "password", or a session token.';
    if (email === undefined) throw new GatewayError('missing_field', { param: 'email', hint });
    if (password === undefined) throw new GatewayError('missing_field', { param: 'password', hint });
    const user = await this.passwords.verify(email, password, request.id);
    return { userId: user.id, email: user.email, role: user.role, requestId: request.id };
  }
}

function shownOnce({ id, name, key, prefix, expiresAt }: IssuedKey): IssuedKeyResponse {
  const message = 'Keep this key safe: it is shown this once and cannot be recovered.';
  return { api_key: key.reveal(), prefix, message, id, name, expires_at: expiresAt?.toISOString() ?? null };
}

function describe(key: StoredKey): KeyResponse {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    user_id: key.userId,
    team_id: key.teamId,
    ...shownLimits(ownLimitsOf(key)),
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
  };
}
