import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../setup/eventually.ts';
import { aGround, type Ground } from './database.fixtures.ts';
import { aNode, aUser, BY_NOBODY } from './events.fixtures.ts';

type Node = Awaited<ReturnType<typeof aNode>>;

let ground: Ground;
let here: Node;
let there: Node;

beforeEach(async () => {
  ground = await aGround('postgres');
  [here, there] = [await aNode(ground), await aNode(ground)];
});
afterEach(async () => {
  await Promise.all([here.feed.onApplicationShutdown(), there.feed.onApplicationShutdown()]);
  await ground.close();
});

const append = (node: Node) => {
  const { stream, event } = aUser();
  return node.store.append(stream, 0, [event], BY_NOBODY);
};
const positions = (node: Node) => node.delivered.map(({ position }) => position);
const stored = async () =>
  (await here.database.query<{ position: string }>('SELECT position FROM control_events ORDER BY position')).map(
    ({ position }) => BigInt(position),
  );

/** Ends the connections on which the nodes listen, at the server, and answers how many there were. */
async function loseListeners(): Promise<number> {
  const lost = await here.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'ai-gateway listener' AND datname = current_database()`,
  );
  return lost.length;
}

it('delivers a revocation on another node', async () => {
  const { userId, stream, event } = aUser();
  await here.store.append(stream, 0, [event], BY_NOBODY);
  const keyId = randomUUID();
  const key = { keyId, publicId: 'abcdefghijkl', userId, name: 'k', secretHash: 'h', prefix: 'aig_abcdefghijkl' };
  const issued = { type: 'KeyIssued', data: { ...key, requestsPerMinute: null, expiresAt: null } } as const;
  await here.store.append(`key:${keyId}`, 0, [issued], BY_NOBODY);
  const revoked = { type: 'KeyRevoked', data: { keyId, publicId: key.publicId } } as const;
  await here.store.append(`key:${keyId}`, 1, [revoked], { actor: userId, requestId: 'req_1' });

  await eventually('the other node hears of it', () => there.delivered.length === 3);
  expect(there.delivered.at(-1)).toMatchObject({ ...revoked, actor: userId, requestId: 'req_1', version: 2 });
});

it('delivers concurrent appends of two nodes to both, in one order and once each', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, index) => append(index % 2 === 0 ? here : there)));
  const expected = await stored();
  expect(expected).toHaveLength(40);
  for (const node of [here, there]) {
    await eventually('everything was delivered', () => node.delivered.length >= 40);
    expect(positions(node)).toEqual(expected);
  }
});

it('replays what happened while it was not listening', async () => {
  await append(here);
  await eventually('both listen', async () => there.delivered.length === 1 && (await loseListeners()) === 2);
  for (let count = 0; count < 5; count += 1) await append(here);
  await eventually('the gap was filled', () => there.delivered.length >= 6);
  expect(positions(there)).toEqual(await stored());
});

it('begins at the present: a node that starts later is not told the past', async () => {
  await append(here);
  const late = await aNode(ground);
  await append(here);
  await eventually('the late node hears of the second', () => late.delivered.length > 0);
  expect(positions(late)).toEqual((await stored()).slice(1));
  await late.feed.onApplicationShutdown();
});

it('passes over an event of a newer release and goes on', async () => {
  await here.database.query(
    `INSERT INTO control_events (stream, version, type, data, actor, occurred_at)
     VALUES ('future', 1, 'SomethingNew', '{}', 'anonymous', now())`,
  );
  await append(here);
  await eventually('the next event was delivered', () => there.delivered.length > 0);
  expect(there.delivered.map(({ type }) => type)).toEqual(['UserRegistered']);
});

it('goes on delivering to others when one listener fails', async () => {
  const afterwards: string[] = [];
  there.feed.subscribe(() => {
    throw new Error('a listener that fails');
  });
  there.feed.subscribe(({ type }) => afterwards.push(type));
  await append(here);
  await append(here);
  await eventually('both were delivered', () => afterwards.length === 2);
});

it('stops telling a listener that has left', async () => {
  const heard: string[] = [];
  const leave = there.feed.subscribe(({ type }) => heard.push(type));
  await append(here);
  await eventually('the first was delivered', () => heard.length === 1);
  leave();
  await append(here);
  await eventually('the second was delivered to those who stay', () => there.delivered.length === 2);
  expect(heard).toHaveLength(1);
});
