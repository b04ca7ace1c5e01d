import { IsEmail, IsString, Length, MaxLength } from 'class-validator';
import type { Role } from '../../kernel/principal.js';
import { MayBeAbsent } from '../validation/may-be-absent.js';

export const PASSWORD_LENGTH = { min: 10, max: 1024 } as const;
export const PASSWORD_RULE = 'must be a text of 10 to 1024 characters';

export class RegisterRequest {
  /**
   * Stored trimmed and in lower case.
   * @example "ada@example.com"
   */
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254, { message: 'must have at most 254 characters' })
  email!: string;

  /**
   * 10 to 1024 characters; no other rule.
   * @example "correct horse battery staple"
   */
  @IsString({ message: PASSWORD_RULE })
  @Length(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max, { message: PASSWORD_RULE })
  password!: string;

  /**
   * Needed for the first owner when not registering from the gateway's own machine; printed at its first start.
   * @example "Hq3nV0b1m7yLk2sD9wXcT5eR8uJfA4gP"
   */
  @MayBeAbsent()
  @IsString({ message: 'must be a text' })
  @MaxLength(1024, { message: 'must have at most 1024 characters' })
  setup_token?: string;

  /**
   * Needed where registration is by invitation only.
   * @example "aigi_2p7wQd8s1kV0b9mXcT5eR8uJfA4gPyLk3nHqZ6xW"
   */
  @MayBeAbsent()
  @IsString({ message: 'must be a text' })
  @MaxLength(1024, { message: 'must have at most 1024 characters' })
  invite_token?: string;
}

export class UserResponse {
  /** @example "7d6b0e52-52ad-4c64-9f0c-3f3a2a4f1c11" */
  id!: string;

  /** @example "ada@example.com" */
  email!: string;

  /**
   * One of owner, admin, member, auditor.
   * @example "owner"
   */
  role!: Role;
}
