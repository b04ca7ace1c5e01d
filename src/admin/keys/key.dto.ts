import { IsIn, IsInt, IsNotEmpty, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { LimitFields } from '../limits/limit-fields.dto.js';
import { LimitsShown } from '../limits/limits.response.js';
import { MayBeAbsent } from '../validation/may-be-absent.js';

const DAYS_RULE = 'must be a whole number of days from 1 to 3650';
const GRACE_RULE = 'must be a whole number of seconds from 0 to 2592000';

export class IssueKeyRequest extends LimitFields {
  /**
   * With "password" in place of a session.
   * @example "ada@example.com"
   */
  @MayBeAbsent()
  @IsString({ message: 'must be a text' })
  @MaxLength(254, { message: 'must have at most 254 characters' })
  email?: string;

  /**
   * With "email" in place of a session.
   * @example "correct horse battery staple"
   */
  @MayBeAbsent()
  @IsString({ message: 'must be a text' })
  @MaxLength(1024, { message: 'must have at most 1024 characters' })
  password?: string;

  /**
   * What the key is for.
   * @example "checkout service"
   */
  @IsString({ message: 'must be a text' })
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100, { message: 'must have at most 100 characters' })
  key_name!: string;

  /**
   * The team that it belongs to and whose limits it shares; one must be a member.
   * @example "1f7f5c1d-9f3d-4a57-8a43-0b5c7a0e2e3f"
   */
  @MayBeAbsent()
  @IsUUID('all', { message: 'must be the id of a team' })
  team_id?: string;

  /**
   * Days until the key ends; never when left out.
   * @example 90
   */
  @MayBeAbsent()
  @IsInt({ message: DAYS_RULE })
  @Min(1, { message: DAYS_RULE })
  @Max(3650, { message: DAYS_RULE })
  expires_in_days?: number;
}

export class ChangeKeyRequest extends LimitFields {
  /**
   * What the key is for.
   * @example "checkout service"
   */
  @MayBeAbsent()
  @IsString({ message: 'must be a text' })
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100, { message: 'must have at most 100 characters' })
  key_name?: string;
}

export class IssuedKeyResponse {
  /**
   * The key. Only its hash is kept, so it cannot be shown again.
   * @example "aig_4fT9xQ2mWb7Lk3nHq0V1sD8yPzXcR5eJfA6gUoCiBtNw7KdM2vYhE1rS9lGa"
   */
  api_key!: string;

  /**
   * What is shown of the key from now on.
   * @example "aig_4fT9xQ2mWb7L"
   */
  prefix!: string;

  /** @example "Keep this key safe: it is shown this once and cannot be recovered." */
  message!: string;

  /** @example "5e0c4b1a-2f6d-4b0e-9d53-6b1f7d8a9c10" */
  id!: string;

  /** @example "checkout service" */
  name!: string;

  /**
   * ISO 8601 in UTC; null for never.
   * @example "2027-02-18T13:30:00.000Z"
   */
  expires_at!: string | null;
}

export class ListKeysQuery {
  /**
   * Every user's keys instead of one's own; owner and admin only.
   * @example "true"
   */
  @MayBeAbsent()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  all?: 'true' | 'false';
}

export class KeyResponse extends LimitsShown {
  /** @example "5e0c4b1a-2f6d-4b0e-9d53-6b1f7d8a9c10" */
  id!: string;

  /** @example "checkout service" */
  name!: string;

  /** @example "aig_4fT9xQ2mWb7L" */
  prefix!: string;

  /** @example "7d6b0e52-52ad-4c64-9f0c-3f3a2a4f1c11" */
  user_id!: string;

  /** @example "1f7f5c1d-9f3d-4a57-8a43-0b5c7a0e2e3f" */
  team_id!: string | null;

  /** @example "2026-11-20T13:30:00.000Z" */
  created_at!: string;

  /** @example "2027-02-18T13:30:00.000Z" */
  expires_at!: string | null;

  /** @example "2026-12-01T08:00:00.000Z" */
  revoked_at!: string | null;
}

export class KeyListResponse {
  /** Newest first. */
  keys!: KeyResponse[];
}

export class RotateKeyRequest {
  /**
   * How long the old key still works beside the new one, 0 to 30 days; one hour when left out.
   * @example 3600
   */
  @MayBeAbsent()
  @IsInt({ message: GRACE_RULE })
  @Min(0, { message: GRACE_RULE })
  @Max(2_592_000, { message: GRACE_RULE })
  grace_seconds?: number;
}
