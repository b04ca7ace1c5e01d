import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/fakes/fake-clock.js';
import { MemoryBindingsStore } from '../../../../test/fakes/memory-bindings.store.js';
import { aRoute, REFUSES, RoutingNode } from '../../../../test/fakes/routing-node.js';
import { eventually } from '../../../../test/setup/eventually.js';
import { GatewayError } from '../../../kernel/errors.js';
import { BindingsCatchUp } from './bindings.catch-up.js';

beforeAll(() => Logger.overrideLogger(false));

const ROUTE = aRoute(['a/m', { at: 'b/m', priority: 1 }]);
const refused = new GatewayError('provider_error', { message: 'no' }, { status: 404 });

/** Two nodes that cannot hear each other, over one table. */
function twoNodes() {
  const clock = new FakeClock();
  const store = new MemoryBindingsStore();
  const [first, second] = [1, 2].map(() => new RoutingNode([ROUTE], { clock, store })) as [RoutingNode, RoutingNode];
  const link = { isConnected: false };
  const catchUp = new BindingsCatchUp({ kind: 'postgres' }, store, second.bindings, link, clock);
  const isWritten = () =>
    eventually('it is in the table', () => first.writer.waiting === 0 && second.writer.waiting === 0);
  return { clock, store, first, second, link, catchUp, isWritten };
}

/** The session has moved: its first target refused it, the second answered. */
function move(node: RoutingNode): void {
  const { choice, chosen } = node.begin({ session: 's' });
  chosen.failed(refused, REFUSES);
  const next = choice.next();
  next?.committed(1);
  next?.released('answered');
}

it('a session that moved on one node is found at its new target on the other', async () => {
  const { clock, first, second, catchUp, isWritten } = twoNodes();
  expect(second.ask({ session: 's' }).key).toBe('a/m');
  clock.advance(1);
  move(first);
  await isWritten();
  expect(second.ask({ session: 's' }).key).toBe('a/m');
  clock.advance(1);
  await catchUp.round();
  expect(second.ask({ session: 's' })).toMatchObject({ key: 'b/m', affinity: 'hit' });
  // By then it is this node's own word.
  expect(second.earlier.size).toBe(0);
  expect(second.ask({ session: 's' })).toMatchObject({ key: 'b/m', affinity: 'hit' });
});

it('what is older than this node’s own word changes nothing', async () => {
  const { clock, first, second, catchUp, isWritten } = twoNodes();
  first.ask({ session: 's' });
  clock.advance(1);
  move(second);
  await isWritten();
  await catchUp.round();
  expect(second.ask({ session: 's' }).key).toBe('b/m');
});

it('nothing is read while nodes hear each other, and once more after they did not', async () => {
  const { clock, store, second, link, catchUp } = twoNodes();
  let reads = 0;
  store.failure = () => {
    reads += 1;
    return null;
  };
  link.isConnected = true;
  await catchUp.round();
  expect(reads).toBe(0);
  link.isConnected = false;
  await catchUp.round();
  link.isConnected = true;
  await catchUp.round();
  await catchUp.round();
  clock.advance(60_000);
  expect([reads, second.earlier.size]).toEqual([2, 0]);
});

it('a database that is away is asked again, and nothing is passed over', async () => {
  const { clock, store, first, second, catchUp, isWritten } = twoNodes();
  second.ask({ session: 's' });
  clock.advance(1);
  move(first);
  await isWritten();
  store.failure = () => new Error('away');
  for (let rounds = 0; rounds < 6; rounds += 1) {
    await catchUp.round();
    clock.advance(10_000);
  }
  store.failure = () => null;
  await catchUp.round();
  expect(second.ask({ session: 's' }).key).toBe('b/m');
});

it('a round reads at most 20,000 rows, the next goes on behind them', async () => {
  const { clock, store, second, catchUp } = twoNodes();
  const now = clock.now();
  for (let row = 0; row < 25_000; row += 1) {
    const key = String(row).padStart(6, '0');
    store.rows.set(key, { key, target: 'a/m', updatedAt: now, expiresAt: now + 3_600_000 });
  }
  await catchUp.round();
  expect(second.earlier.size).toBe(20_000);
  await catchUp.round();
  expect(second.earlier.size).toBe(25_000);
});
