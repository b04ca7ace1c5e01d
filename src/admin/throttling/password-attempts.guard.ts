import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken } from '../access/bearer-token.js';
import { AttemptsGuard } from './attempts.guard.js';

/** For handlers that take a session or a password: only passwords can be guessed. */
@Injectable()
export class PasswordAttemptsGuard extends AttemptsGuard {
  protected override shouldSkip(execution: ExecutionContext): Promise<boolean> {
    return Promise.resolve(bearerToken(execution.switchToHttp().getRequest<FastifyRequest>()) !== null);
  }
}
