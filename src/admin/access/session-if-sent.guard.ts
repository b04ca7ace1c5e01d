import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken } from './bearer-token.js';
import { SessionGuard } from './session.guard.js';

/** For handlers that also take a password: whoever sends a token must be signed in, whoever sends none passes. */
@Injectable()
export class SessionIfSentGuard extends SessionGuard {
  override async canActivate(execution: ExecutionContext): Promise<boolean> {
    const isSent = bearerToken(execution.switchToHttp().getRequest<FastifyRequest>()) !== null;
    return isSent ? super.canActivate(execution) : true;
  }
}
