import { IsEmail, IsIn, IsInt, Max, Min } from 'class-validator';
import type { Role } from '../../kernel/principal.js';
import { MayBeAbsent } from '../validation/may-be-absent.js';

const ROLES: readonly Role[] = ['owner', 'admin', 'member', 'auditor'];
const DAYS_RULE = 'must be a whole number of days from 1 to 90';

export class InviteRequestBody {
  /**
   * The only address that may use the invite; anyone may when left out.
   * @example "grace@example.com"
   */
  @MayBeAbsent()
  @IsEmail({}, { message: 'must be an e-mail address' })
  email?: string;

  /**
   * What the invited becomes; member when left out. Only an owner invites owners.
   * @example "member"
   */
  @MayBeAbsent()
  @IsIn(ROLES, { message: `must be one of ${ROLES.join(', ')}` })
  role?: Role;

  /**
   * Days until the invite ends, 1 to 90; 7 when left out.
   * @example 7
   */
  @MayBeAbsent()
  @IsInt({ message: DAYS_RULE })
  @Min(1, { message: DAYS_RULE })
  @Max(90, { message: DAYS_RULE })
  expires_in_days?: number;
}

export class InviteResponse {
  /** @example "0b5c7a0e-9f3d-4a57-8a43-1f7f5c1d2e3f" */
  id!: string;

  /**
   * To be sent as "invite_token" to POST /auth/register. Not shown again.
   * @example "aigi_2p7wQd8s1kV0b9mXcT5eR8uJfA4gPyLk3nHqZ6xW"
   */
  invite_token!: string;

  /** @example "grace@example.com" */
  email!: string | null;

  /**
   * One of owner, admin, member, auditor.
   * @example "member"
   */
  role!: Role;

  /**
   * ISO 8601 in UTC.
   * @example "2026-11-27T13:30:00.000Z"
   */
  expires_at!: string;
}
