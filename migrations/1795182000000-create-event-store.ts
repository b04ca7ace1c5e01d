import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

export class CreateEventStore1795182000000 extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE control_events (
        position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        stream      text NOT NULL,
        version     integer NOT NULL CHECK (version > 0),
        type        text NOT NULL,
        data        jsonb NOT NULL,
        actor       text NOT NULL,
        request_id  text,
        occurred_at timestamptz NOT NULL,
        CONSTRAINT control_events_stream_version UNIQUE (stream, version)
      )
    `);
  }
}
