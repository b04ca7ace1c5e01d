import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AppendContext } from '../../events/event-store.js';
import type { Role } from '../../kernel/principal.js';

/** Who asks, and in which request: handed down explicitly, never found in the air. */
export interface AdminContext {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly requestId: string;
}

/** How the guards leave the context on the request. */
export interface AdminRequest extends FastifyRequest {
  adminContext?: AdminContext;
}

/** The context that SessionGuard made. On a handler without a guard it is a programming error. */
export const SignedIn = createParamDecorator((_: unknown, execution: ExecutionContext): AdminContext => {
  const { adminContext } = execution.switchToHttp().getRequest<AdminRequest>();
  if (!adminContext) throw new Error('SignedIn needs SessionGuard on the handler.');
  return adminContext;
});

export function isOperator({ role }: Pick<AdminContext, 'role'>): boolean {
  return role === 'owner' || role === 'admin';
}

export function appendedBy({ userId, requestId }: AdminContext): AppendContext {
  return { actor: userId, requestId };
}
