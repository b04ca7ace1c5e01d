import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { Database } from '../../src/database/database.js';
import { ReadingDatabase } from '../../src/database/replica/reading-database.js';
import { eventually } from '../setup/eventually.ts';
import { freshDatabase } from '../setup/fresh-database.ts';
import { canRunReplica, startReplica } from '../setup/services/postgres-replica.ts';
import { postgres } from '../setup/services/postgres.ts';
import type { RunningService } from '../setup/services/service.ts';
import { aDirectory } from './database.fixtures.ts';

/** Servers of its own: they are stopped and held up. */
describe.skipIf(!postgres.isInstalled() || !canRunReplica())('a streaming replica', () => {
  let primary: RunningService;
  let replica: RunningService;
  let database: Database;
  let reading: ReadingDatabase;
  let atReplica: pg.Client;
  let isReplicaUp = true;

  beforeAll(async () => {
    primary = await postgres.start();
    const { url } = await freshDatabase(primary.url);
    replica = await startReplica(primary);
    const replicaUrl = new URL(replica.url);
    replicaUrl.pathname = new URL(url).pathname;
    const config = loadConfig(
      {
        NODE_ENV: 'test',
        DATA_DIR: await aDirectory(),
        DATABASE_URL: url,
        DATABASE_REPLICA_URL: replicaUrl.href,
        DATABASE_REPLICA_MAX_LAG_MS: '500',
      },
      null,
    );
    database = new Database(config);
    await database.onModuleInit();
    await database.query('CREATE TABLE note (number integer)');
    reading = new ReadingDatabase(config, database);
    await reading.onApplicationBootstrap();
    atReplica = new pg.Client({ connectionString: replicaUrl.href });
    atReplica.on('error', () => undefined);
    await atReplica.connect();
  });
  afterAll(async () => {
    await reading.onApplicationShutdown();
    await atReplica.end().catch(() => undefined);
    await database.onApplicationShutdown();
    if (isReplicaUp) await replica.stop();
    await primary.stop();
  });

  const readsFrom = async () => {
    const [row] = await reading.query<{ replica: boolean }>('SELECT pg_is_in_recovery() AS replica');
    return row?.replica ? 'replica' : 'primary';
  };
  const checkedUntil = (what: string, isSo: () => boolean) =>
    eventually(what, async () => {
      await reading.check();
      return isSo();
    });

  it('is read once it has what the primary has', async () => {
    await checkedUntil('the replica is in use', () => reading.state().inUse);
    expect(await readsFrom()).toBe('replica');
    expect(reading.state()).toMatchObject({ configured: true, inUse: true });
    expect(reading.state().lagMs).toBeLessThanOrEqual(500);
  });

  it('takes no writes', async () => {
    // What the replica refuses, the primary is asked: this is for reads, and nothing else may be given to it.
    await expect(atReplica.query('INSERT INTO note VALUES (1)')).rejects.toMatchObject({ code: '25006' });
  });

  it('is passed over while it is too far behind, and read again when it has caught up', async () => {
    await atReplica.query('SELECT pg_wal_replay_pause()');
    await database.query('INSERT INTO note VALUES (1)');
    await checkedUntil('the replica is too far behind', () => !reading.state().inUse);
    expect(reading.state().lagMs).toBeGreaterThan(500);
    expect(await readsFrom()).toBe('primary');
    expect(await reading.query('SELECT number FROM note')).toEqual([{ number: 1 }]);
    await atReplica.query('SELECT pg_wal_replay_resume()');
    await checkedUntil('the replica has caught up', () => reading.state().inUse);
    expect(await reading.query('SELECT number FROM note')).toEqual([{ number: 1 }]);
    expect(await readsFrom()).toBe('replica');
  });

  it('is passed over for a read that it cannot answer', async () => {
    const [row] = await reading.query<{ replica: boolean }>(
      // Only the primary can say this.
      'SELECT pg_current_wal_lsn() IS NOT NULL AS primary, pg_is_in_recovery() AS replica',
    );
    expect(row?.replica).toBe(false);
  });

  it('is not waited for when it is gone: the primary answers the same read', async () => {
    await checkedUntil('the replica is in use', () => reading.state().inUse);
    await replica.stop();
    isReplicaUp = false;
    expect(await readsFrom()).toBe('primary');
    await checkedUntil('the replica is passed over', () => !reading.state().inUse);
    expect(reading.state()).toEqual({ configured: true, inUse: false, lagMs: null });
  });
});

describe('without a replica', () => {
  it('the primary is read', async () => {
    await using external = await freshDatabase();
    const config = loadConfig({ NODE_ENV: 'test', DATA_DIR: await aDirectory(), DATABASE_URL: external.url }, null);
    const database = new Database(config);
    await database.onModuleInit();
    const reading = new ReadingDatabase(config, database);
    await reading.onApplicationBootstrap();
    expect(await reading.query('SELECT $1::integer AS one', [1])).toEqual([{ one: 1 }]);
    await expect(reading.query('CREATE TABLE note (number integer)')).rejects.toMatchObject({
      cause: { driverError: { code: '25006' } },
    });
    expect(reading.state()).toEqual({ configured: false, inUse: false, lagMs: null });
    await reading.onApplicationShutdown();
    await database.onApplicationShutdown();
  });
});
