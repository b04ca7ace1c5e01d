import { IsEmail, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { LimitFields } from '../limits/limit-fields.dto.js';
import { LimitsShown } from '../limits/limits.response.js';

export class CreateTeamRequest extends LimitFields {
  /**
   * As gateway.yaml, routes and answers call it.
   * @example "payments"
   */
  @IsString({ message: 'must be a text' })
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100, { message: 'must have at most 100 characters' })
  name!: string;
}

export class ChangeTeamRequest extends LimitFields {}

export class TeamResponse extends LimitsShown {
  /** @example "1f7f5c1d-9f3d-4a57-8a43-0b5c7a0e2e3f" */
  id!: string;

  /** @example "payments" */
  name!: string;

  /** @example "2026-11-20T13:30:00.000Z" */
  created_at!: string;
}

export class TeamListResponse {
  /** By name. */
  teams!: TeamResponse[];
}

export class AddMemberRequest {
  /** @example "grace@example.com" */
  @IsEmail({}, { message: 'must be an e-mail address' })
  email!: string;
}

export class TeamMemberResponse {
  /** @example "7d6b0e52-52ad-4c64-9f0c-3f3a2a4f1c11" */
  user_id!: string;

  /** @example "grace@example.com" */
  email!: string;

  /** @example "2026-11-20T13:30:00.000Z" */
  added_at!: string;
}

export class TeamMembersResponse {
  /** The earliest first. */
  members!: TeamMemberResponse[];
}
