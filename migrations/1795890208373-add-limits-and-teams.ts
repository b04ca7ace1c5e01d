import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

/** Own limits and budgets of keys; teams and their members. */
export class AddLimitsAndTeams1795890208373 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE teams (
        id                  uuid PRIMARY KEY,
        name                text NOT NULL CONSTRAINT teams_name UNIQUE,
        requests_per_minute integer CHECK (requests_per_minute > 0),
        tokens_per_minute   integer CHECK (tokens_per_minute > 0),
        concurrency         integer CHECK (concurrency > 0),
        budgets             jsonb NOT NULL,
        created_at          timestamptz NOT NULL
      )
    `);
    await queryRunner.query(`
      CREATE TABLE team_members (
        team_id  uuid NOT NULL REFERENCES teams (id),
        user_id  uuid NOT NULL REFERENCES users (id),
        added_at timestamptz NOT NULL,
        PRIMARY KEY (team_id, user_id)
      )
    `);
    await queryRunner.query('CREATE INDEX team_members_user ON team_members (user_id)');
    await queryRunner.query(`
      ALTER TABLE api_keys
        ADD COLUMN tokens_per_minute integer CHECK (tokens_per_minute > 0),
        ADD COLUMN concurrency       integer CHECK (concurrency > 0),
        ADD COLUMN budgets           jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN team_id           uuid,
        ADD COLUMN replaced_by       uuid
    `);
    // What the events said all along.
    await queryRunner.query(`
      UPDATE api_keys SET replaced_by = (data ->> 'replacedBy')::uuid
        FROM control_events WHERE type = 'KeyRotated' AND id = (data ->> 'keyId')::uuid
    `);
  }
}
