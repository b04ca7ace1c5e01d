import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DataSource } from 'typeorm';
import type { DatabaseConnection } from '../connection.js';
import { poolSizeOf } from '../data-source.js';
import { hasPendingMigrations } from '../migrate.js';
import { DirectoryLock } from './directory-lock.js';
import { openPGlite } from './pglite.driver.js';
import { isInitialised, openDataSource } from './prepare-folder.js';

const PREPARE_TIMEOUT_MS = 120_000;

/** Opens, and makes or migrates where needed, the database under `<dataDirectory>/postgres`. */
export async function openEmbedded(dataDirectory: string): Promise<DatabaseConnection> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const folder = join(dataDirectory, 'postgres');
  const lock = await DirectoryLock.acquire(`${folder}.lock`);
  try {
    const dataSource = await openCurrent(folder);
    return {
      dataSource,
      poolSize: () => poolSizeOf(dataSource),
      probe: () => dataSource.query('SELECT 1'),
      listen: () => ({ close: () => Promise.resolve() }),
      close: async () => {
        await dataSource.destroy();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openCurrent(folder: string): Promise<DataSource> {
  if (!isInitialised(folder)) await prepareInChild(folder);
  const dataSource = await open(folder);
  if (!(await hasPendingMigrations(dataSource))) return dataSource;
  await dataSource.destroy();
  await prepareInChild(folder);
  return open(folder);
}

async function open(folder: string): Promise<DataSource> {
  return openDataSource(await openPGlite(folder));
}

async function prepareInChild(folder: string): Promise<void> {
  const script = fileURLToPath(new URL('./prepare-folder.process.js', import.meta.url));
  try {
    await promisify(execFile)(process.execPath, [script, folder], { timeout: PREPARE_TIMEOUT_MS });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`The embedded database in ${folder} could not be prepared:\n${stderr ?? String(error)}`, {
      cause: error,
    });
  }
}
