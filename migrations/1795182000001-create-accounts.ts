import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/** Projections of control_events (users, api_keys, invites) and the sessions, which are not events. */
export class CreateAccounts1795182000001 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE users (
        id            uuid PRIMARY KEY,
        email         text NOT NULL CONSTRAINT users_email UNIQUE CHECK (email = lower(email)),
        password_hash text NOT NULL,
        role          text NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'auditor')),
        created_at    timestamptz NOT NULL,
        disabled_at   timestamptz
      )
    `);
    await queryRunner.query(`
      CREATE TABLE api_keys (
        id                  uuid PRIMARY KEY,
        public_id           text NOT NULL UNIQUE,
        user_id             uuid NOT NULL REFERENCES users (id),
        name                text NOT NULL,
        secret_hash         text NOT NULL,
        prefix              text NOT NULL,
        requests_per_minute integer CHECK (requests_per_minute > 0),
        created_at          timestamptz NOT NULL,
        expires_at          timestamptz,
        revoked_at          timestamptz
      )
    `);
    await queryRunner.query('CREATE INDEX api_keys_user ON api_keys (user_id, created_at)');
    await queryRunner.query(`
      CREATE TABLE invites (
        id          uuid PRIMARY KEY,
        token_hash  text NOT NULL UNIQUE,
        email       text,
        role        text NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'auditor')),
        expires_at  timestamptz NOT NULL,
        accepted_at timestamptz,
        created_by  uuid NOT NULL REFERENCES users (id)
      )
    `);
    // No reference to users: a rebuild empties the projections, and nobody should be signed out by it.
    await queryRunner.query(`
      CREATE TABLE sessions (
        token_hash bytea PRIMARY KEY,
        user_id    uuid NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )
    `);
    await queryRunner.query('CREATE INDEX sessions_expiry ON sessions (expires_at)');
  }
}
