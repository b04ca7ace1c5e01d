import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { GatewayError } from '../../kernel/errors.js';
import type { AdminContext, AdminRequest } from './admin-context.js';
import { bearerToken } from './bearer-token.js';
import { SessionsStore } from './sessions.store.js';

/** Lets in who is signed in. Throws GatewayError('session_required'). */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(private readonly sessions: SessionsStore) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<AdminRequest>();
    request.adminContext = await this.authenticate(request);
    return true;
  }

  async authenticate(request: AdminRequest): Promise<AdminContext> {
    const token = bearerToken(request);
    const user = token === null ? null : await this.sessions.find(token, new Date(systemClock.now()));
    if (!user) throw new GatewayError('session_required');
    return { userId: user.id, email: user.email, role: user.role, requestId: request.id };
  }
}
