import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { Database } from '../../src/database/database.js';
import { MigrationError } from '../../src/database/migration-error.js';
import { eventually } from '../setup/eventually.ts';
import { freshDatabase, type FreshDatabase } from '../setup/fresh-database.ts';
import { aDirectory } from './database.fixtures.ts';
import { Relay } from './relay.fixtures.ts';

let server: FreshDatabase;
let relay: Relay;
let database: Database;

beforeEach(async () => {
  server = await freshDatabase();
  relay = await Relay.cut(server.url);
  const directory = await aDirectory();
  database = new Database(loadConfig({ NODE_ENV: 'test', DATA_DIR: directory, DATABASE_URL: relay.url }, null));
});

afterEach(async () => {
  await database.onApplicationShutdown();
  await relay.cut();
  await server.drop();
});

it('starts without its server, says why, and opens as soon as the server answers', async () => {
  await database.onModuleInit();
  expect(database.state()).toEqual({
    ready: false,
    reason: expect.stringMatching(/cannot be reached: .*ECONNREFUSED/),
  });
  expect(() => database.dataSource).toThrow(expect.objectContaining({ code: 'database_unavailable' }));
  await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'database_unavailable' });
  await expect(database.ping(1000)).rejects.toMatchObject({ code: 'database_unavailable' });
  expect(database.poolSize()).toEqual({ total: 0, idle: 0, waiting: 0 });

  await relay.mend();
  await database.whenReady();
  expect(database.state().ready).toBe(true);
  expect(await database.query('SELECT count(*)::int AS users FROM users')).toEqual([{ users: 0 }]);
});

it('survives the loss of its server and finds back', async () => {
  await relay.mend();
  await database.onModuleInit();
  await database.ping(5000);

  await relay.cut();
  await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'database_unavailable', status: 503 });
  await eventually('the state says away', () => !database.state().ready);

  await relay.mend();
  await eventually('the state says ready', () => database.state().ready);
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('stays ready when only one connection is lost', async () => {
  await relay.mend();
  await database.onModuleInit();
  const lost = database.query('SELECT pg_terminate_backend(pg_backend_pid())');
  await expect(lost).rejects.toMatchObject({ code: 'database_unavailable' });
  await eventually('a query succeeds on another connection', async () => {
    expect(database.state()).toEqual({ ready: true, reason: null });
    return (await database.query('SELECT 1')).length === 1;
  });
  expect(database.state()).toEqual({ ready: true, reason: null });
});

it('does not start over a migration that fails, and leaves nothing of it behind', async () => {
  await relay.mend();
  const foreign = new Database(
    loadConfig({ NODE_ENV: 'test', DATA_DIR: await aDirectory(), DATABASE_URL: server.url }, null),
  );
  await foreign.onModuleInit();
  await foreign.query('DELETE FROM migrations WHERE name LIKE $1', ['CreateUsageLedger%']);
  await foreign.query('DROP INDEX usage_records_user');

  await expect(database.onModuleInit()).rejects.toThrow(MigrationError);
  await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'database_unavailable' });
  const executed = await foreign.query<{ name: string }>('SELECT name FROM migrations');
  expect(executed.map(({ name }) => name)).not.toContainEqual(expect.stringMatching(/^CreateUsageLedger/));
  await foreign.onApplicationShutdown();
});

it('is migrated once when many nodes start at once', async () => {
  const nodes = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const config = loadConfig({ NODE_ENV: 'test', DATA_DIR: await aDirectory(), DATABASE_URL: server.url }, null);
      const node = new Database(config);
      await node.onModuleInit();
      return node;
    }),
  );
  const [first] = nodes;
  expect(
    await first?.query('SELECT name, count(*)::int AS times FROM migrations GROUP BY name HAVING count(*) > 1'),
  ).toEqual([]);
  await Promise.all(nodes.map((node) => node.onApplicationShutdown()));
});

it('gives up at shutdown while it is still trying', async () => {
  await database.onModuleInit();
  await database.onApplicationShutdown();
  await expect(database.whenReady()).rejects.toMatchObject({ code: 'shutting_down' });
});
