import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineScript } from '../../src/redis/redis-script.ts';
import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { startConnection, type TestConnection } from '../setup/connected-redis.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis, type FreshRedis } from '../setup/fresh-redis.ts';

const ECHO = defineScript('return { tonumber(ARGV[1]), #KEYS }');
const BROKEN = defineScript(`return redis.error_reply('ERR broken on purpose')`);
const GENEROUS_MS = 30_000;

let server: FreshRedis;
let proxy: ChaosProxy;
let connection: TestConnection;
let clock: FakeClock;
let sent: string;

beforeEach(async () => {
  server = await freshRedis();
  sent = '';
  const { hostname, port } = new URL(server.url);
  proxy = await ChaosProxy.start({ host: hostname, port: Number(port) }, (bytes) => (sent += bytes.toString()));
});

afterEach(async () => {
  connection.redis.onApplicationShutdown();
  await proxy.close();
  await server.release();
});

async function start(parameters = '', timeoutMs = GENEROUS_MS): Promise<void> {
  const url = new URL(server.url);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  url.search = parameters;
  clock = new FakeClock();
  connection = await startConnection(url.href, { timeoutMs, clock });
}

const isUp = () => connection.redis.state().status === 'up';
const echo = (value: number) => connection.redis.run(ECHO, ['{a}:1', '{a}:2'], [value]);

test('runs a script, by its hash once the server knows it', async () => {
  await start();
  await eventually('Redis is up', isUp);
  for (let value = 1; value <= 3; value++) expect(await echo(value)).toEqual([value, 2]);
  expect(sent.split(ECHO.lua).length - 1).toBeLessThanOrEqual(1);
  expect(sent.split(ECHO.sha1).length - 1).toBe(3);
});

test('before it is connected it sends nothing and says so', async () => {
  await proxy.refuse();
  await start();
  expect(echo(1)).toBeNull();
  expect(connection.redis.state()).toEqual({ status: 'degraded', reason: 'not connected yet' });
});

test('keys carry the prefix that the URL asks for', async () => {
  await start('keyPrefix=gateway:');
  await eventually('Redis is up', isUp);
  await connection.redis.run(defineScript(`redis.call('SET', KEYS[1], '1') return { 1 }`), ['{a}:x'], []);
  const client = new Redis(server.url);
  const keys = await client.keys('*');
  client.disconnect();
  expect(keys).toEqual(['gateway:{a}:x']);
});

test('a command whose connection breaks fails at once and is not repeated', async () => {
  await start();
  await eventually('Redis is up', isUp);
  await echo(1);
  proxy.set({ isStalled: true });
  const underWay = echo(2);
  await eventually('it is under way', () => sent.split(ECHO.sha1).length - 1 === 2);
  proxy.set({ isStalled: false, cutAfterBytes: 0 });
  await expect(underWay).rejects.toThrow();
  await proxy.heal();
  await eventually('Redis is up again', isUp);
  expect(await echo(3)).toEqual([3, 2]);
  expect(sent.split(ECHO.sha1).length - 1).toBe(3);
});

test('a slow command is given up, and its late answer is nobody else’s', async () => {
  await start('', 20);
  await eventually('Redis is up', isUp);
  proxy.set({ isStalled: true });
  await expect(echo(1)).rejects.toThrow('no answer within 20 ms');
  proxy.set({ isStalled: false });
  await eventually('an answer comes in time again', async () => {
    clock.advance(1000);
    const reply = await echo(2);
    return reply !== null && reply[0] === 2;
  });
});

test('errors of Redis itself open the circuit too', async () => {
  await start();
  await eventually('Redis is up', isUp);
  const run = () => connection.redis.run(BROKEN, [], []);
  for (let attempt = 0; attempt < 5; attempt++) await expect(run()).rejects.toThrow('broken on purpose');
  expect(run()).toBeNull();
  expect(connection.redis.state()).toEqual({ status: 'degraded', reason: 'ERR broken on purpose' });
  clock.advance(1000);
  expect(await echo(1)).toEqual([1, 2]);
  expect(isUp()).toBe(true);
});

test('logs each change of state once and never the password', async () => {
  await proxy.refuse();
  await start();
  await eventually('it has tried more than once', () => connection.lines.length > 0);
  await proxy.heal();
  await eventually('Redis is up', isUp);
  await proxy.refuse();
  await eventually('the loss is noticed', () => !isUp());
  expect(connection.lines.map((line) => line.replace(/\(.*\)/, '(…)'))).toEqual([
    'warn Redis is degraded (…); limits are kept on this node until it is back',
    'log Redis is up',
    'warn Redis is degraded (…); limits are kept on this node until it is back',
  ]);
});

test('a wrong password degrades and shows no secret', async () => {
  const { hostname, port, pathname } = new URL(server.url);
  connection = await startConnection(`redis://someone:hunter2@${hostname}:${port}${pathname}`);
  await eventually('the refusal is noticed', () => connection.lines.length > 0);
  expect(connection.redis.state().reason).toContain('WRONGPASS');
  expect(connection.lines.join('\n')).not.toContain('hunter2');
});

test('after shutdown nothing is sent and nothing is logged', async () => {
  await start();
  await eventually('Redis is up', isUp);
  connection.redis.onApplicationShutdown();
  expect(echo(1)).toBeNull();
  const client = new Redis(server.url);
  await eventually('the connection is gone', async () => {
    const list = (await client.client('LIST')) as string;
    return (
      list.split('\n').filter((line) => line.includes(`db=${new URL(server.url).pathname.slice(1)} `)).length === 1
    );
  });
  client.disconnect();
  expect(connection.lines).toEqual(['log Redis is up']);
});
