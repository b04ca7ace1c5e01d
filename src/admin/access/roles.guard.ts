import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GatewayError } from '../../kernel/errors.js';
import type { Role } from '../../kernel/principal.js';
import type { AdminRequest } from './admin-context.js';

/** The roles that may call a handler; stands with `@UseGuards(SessionGuard, RolesGuard)`. */
export const Roles = Reflector.createDecorator<readonly Role[]>();

/** Runs after SessionGuard. Throws GatewayError('forbidden'). */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(execution: ExecutionContext): boolean {
    const { adminContext } = execution.switchToHttp().getRequest<AdminRequest>();
    const roles = this.reflector.get(Roles, execution.getHandler());
    if (!adminContext || !roles) throw new Error('RolesGuard needs SessionGuard before it and @Roles on the handler.');
    if (roles.includes(adminContext.role)) return true;
    throw new GatewayError('forbidden', { role: adminContext.role, needed: roles.join(' or ') });
  }
}
