import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../kernel/principal.js';
import { Authenticator } from './authenticator.js';
import { presentedKey } from './presented-key.js';

/** A request past the guard knows whom it speaks for. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal: Principal;
}

/** Lets in who has a gateway key; stays synchronous for keys seen lately. Bound on the ingress controllers only. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly authenticator: Authenticator) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const principal = this.authenticator.authenticate(presentedKey(request));
    if (!(principal instanceof Promise)) {
      request.principal = principal;
      return true;
    }
    return principal.then((proved) => {
      request.principal = proved;
      return true;
    });
  }
}
