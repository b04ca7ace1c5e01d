import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase } from '../setup/fresh-database.ts';
import { freshRedis } from '../setup/fresh-redis.ts';

test('every spec file gets an empty PostgreSQL database of its own', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
  const client = new pg.Client({ connectionString: one.url });
  await client.connect();
  await client.query('CREATE TABLE mine (id int)');
  const elsewhere = new pg.Client({ connectionString: other.url });
  await elsewhere.connect();
  expect((await elsewhere.query(`SELECT to_regclass('mine') AS found`)).rows).toEqual([{ found: null }]);
  await Promise.all([client.end(), elsewhere.end()]);
  await Promise.all([one.drop(), other.drop()]);
});

test('every spec file gets an empty Redis database of its own', async () => {
  const [one, other] = await Promise.all([freshRedis(), freshRedis()]);
  const [client, elsewhere] = [new Redis(one.url), new Redis(other.url)];
  await client.set('mine', '1');
  expect(await elsewhere.get('mine')).toBeNull();
  await Promise.all([client.quit(), elsewhere.quit()]);
  await Promise.all([one.release(), other.release()]);
});
