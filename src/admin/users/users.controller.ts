import { Body, Controller, Get, HttpCode, Post, Req, UseGuards, UsePipes } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { systemClock } from '../../kernel/clock.js';
import { type AdminContext, SignedIn } from '../access/admin-context.js';
import { bearerToken } from '../access/bearer-token.js';
import { SessionGuard } from '../access/session.guard.js';
import { SessionsStore } from '../access/sessions.store.js';
import { AttemptsGuard } from '../throttling/attempts.guard.js';
import { RequestValidationPipe } from '../validation/request-validation.pipe.js';
import { isLocalRequest } from './local-request.js';
import { LoginRequest, LoginResponse } from './login.dto.js';
import { PasswordCredentials } from './password-credentials.js';
import { RegisterRequest, UserResponse } from './register.dto.js';
import { RegistrationService } from './registration.service.js';

@Controller('auth')
@UsePipes(RequestValidationPipe)
export class UsersController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly passwords: PasswordCredentials,
    private readonly sessions: SessionsStore,
  ) {}

  /**
   * Registers a user. The first one becomes owner and registers from the gateway's own machine or with the setup token;
   * after that REGISTRATION says who may.
   */
  @Post('register')
  @UseGuards(AttemptsGuard)
  async register(@Body() body: RegisterRequest, @Req() request: FastifyRequest): Promise<UserResponse> {
    return this.registration.register({
      email: body.email,
      password: body.password,
      setupToken: body.setup_token,
      inviteToken: body.invite_token,
      isLocal: isLocalRequest(request),
      requestId: request.id,
    });
  }

  /** Signs in: opens a session whose token stands for the user until it ends. */
  @Post('login')
  @HttpCode(200)
  @UseGuards(AttemptsGuard)
  async login(@Body() body: LoginRequest, @Req() request: FastifyRequest): Promise<LoginResponse> {
    const user = await this.passwords.verify(body.email, body.password, request.id);
    const { token, expiresAt } = await this.sessions.open(user.id, new Date(systemClock.now()));
    return { token: token.reveal(), expires_at: expiresAt.toISOString() };
  }

  /** Ends the session whose token is sent. */
  @Post('logout')
  @HttpCode(204)
  @UseGuards(SessionGuard)
  async logout(@Req() request: FastifyRequest): Promise<void> {
    await this.sessions.close(bearerToken(request) ?? '');
  }

  /** Says who is signed in. */
  @Get('me')
  @UseGuards(SessionGuard)
  me(@SignedIn() { userId, email, role }: AdminContext): UserResponse {
    return { id: userId, email, role };
  }
}
