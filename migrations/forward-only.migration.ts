import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Migrations run forward only. To take a release back, run the previous binary: every migration keeps the schema
 * usable for it.
 */
export abstract class ForwardOnlyMigration implements MigrationInterface {
  abstract up(queryRunner: QueryRunner): Promise<void>;

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations run forward only; run the previous release on the present schema.'));
  }
}
