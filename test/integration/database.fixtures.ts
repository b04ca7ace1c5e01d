import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { Database } from '../../src/database/database.js';
import { freshDatabase } from '../setup/fresh-database.ts';

export type DatabaseKind = Database['kind'];
export const DATABASE_KINDS: readonly DatabaseKind[] = ['postgres', 'embedded'];

const PREPARE_SCRIPT = join(import.meta.dirname, '../../dist/src/database/embedded/prepare-folder.process.js');

export interface Ground {
  readonly config: Config;
  /** Another node over the same database; only PostgreSQL can be shared. Closed with the ground. */
  openNode(): Promise<Database>;
  close(): Promise<void>;
}

/** An empty place for a database of the kind, with the configuration that leads there. */
export async function aGround(kind: DatabaseKind, environment: NodeJS.ProcessEnv = {}): Promise<Ground> {
  const directory = await aDirectory();
  const external = kind === 'postgres' ? await freshDatabase() : null;
  const config = loadConfig(
    { NODE_ENV: 'test', DATA_DIR: directory, ...(external && { DATABASE_URL: external.url }), ...environment },
    null,
  );
  if (kind === 'embedded') await prepareEmbedded(directory);
  const nodes: Database[] = [];
  return {
    config,
    openNode: async () => {
      const database = new Database(config);
      nodes.push(database);
      await database.onModuleInit();
      return database;
    },
    close: async () => {
      await Promise.all(nodes.map((node) => node.onApplicationShutdown()));
      await external?.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function aDirectory(): Promise<string> {
  return mkdtemp(join(inject('scratchDirectory'), 'data-'));
}

/** The child process that the built gateway starts by itself; from the sources there is no such file to start. */
export async function prepareEmbedded(directory: string): Promise<void> {
  if (!existsSync(PREPARE_SCRIPT)) throw new Error('Build first: npm run build');
  await promisify(execFile)(process.execPath, [PREPARE_SCRIPT, join(directory, 'postgres')]);
}
