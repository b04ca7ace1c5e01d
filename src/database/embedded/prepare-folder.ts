import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { migrate } from '../migrate.js';
import { openPGlite, pgliteDriver } from './pglite.driver.js';

export function isInitialised(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION'));
}

/**
 * Makes the folder a database with every migration done. A new one is made beside its place and renamed when it is
 * complete, so that a first start killed halfway leaves nothing half-made. The caller holds the directory's lock.
 */
export async function prepareFolder(folder: string): Promise<void> {
  if (isInitialised(folder)) return migrateFolder(folder);
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await migrateFolder(draft);
  await rename(draft, folder);
}

export async function openDataSource(database: PGlite): Promise<DataSource> {
  return createDataSource({ driver: pgliteDriver(database) }).initialize();
}

async function migrateFolder(folder: string): Promise<void> {
  const dataSource = await openDataSource(await openPGlite(folder));
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
