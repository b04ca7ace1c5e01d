import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken } from '../access/bearer-token.js';
import { SessionGuard } from '../access/session.guard.js';
import { KeyCredentials } from '../keys/key-credentials.js';

/** Whose requests somebody may see: one user's, or everybody's. */
export interface UsageScope {
  readonly userId: string | null;
}

interface ScopedRequest extends FastifyRequest {
  usageScope?: UsageScope;
}

/** The scope that UsageScopeGuard decided. On a handler without it it is a programming error. */
export const InScope = createParamDecorator((_: unknown, execution: ExecutionContext): UsageScope => {
  const { usageScope } = execution.switchToHttp().getRequest<ScopedRequest>();
  if (!usageScope) throw new Error('InScope needs UsageScopeGuard on the handler.');
  return usageScope;
});

/**
 * Takes a session or a gateway key. A key, whosever it is, sees its user's requests only: it lives in applications.
 * Throws GatewayError (session_required, invalid_api_key).
 */
@Injectable()
export class UsageScopeGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionGuard,
    private readonly keys: KeyCredentials,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<ScopedRequest>();
    const token = bearerToken(request);
    request.usageScope = token?.startsWith('aig_')
      ? { userId: await this.keys.verify(token) }
      : await this.#bySession(request);
    return true;
  }

  async #bySession(request: ScopedRequest): Promise<UsageScope> {
    const { userId, role } = await this.sessions.authenticate(request);
    return { userId: role === 'member' ? userId : null };
  }
}
