import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export class LoginRequest {
  /** @example "ada@example.com" */
  @IsString({ message: 'must be a text' })
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(254, { message: 'must have at most 254 characters' })
  email!: string;

  /** @example "correct horse battery staple" */
  @IsString({ message: 'must be a text' })
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(1024, { message: 'must have at most 1024 characters' })
  password!: string;
}

export class LoginResponse {
  /**
   * Send it as `Authorization: Bearer aigs_…`. Not shown again.
   * @example "aigs_Zx81mPq0sLw3vB7nHc5kTyR2dJfG9aUe4oXi6CbVtNs"
   */
  token!: string;

  /**
   * When the session ends, ISO 8601 in UTC.
   * @example "2026-11-21T01:30:00.000Z"
   */
  expires_at!: string;
}
