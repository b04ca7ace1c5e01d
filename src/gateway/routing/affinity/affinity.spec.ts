import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/fakes/fake-clock.js';
import { LinkedRegisters } from '../../../../test/fakes/linked-registers.js';
import { MemoryBindingsStore } from '../../../../test/fakes/memory-bindings.store.js';
import { aRoute, keyOf, REFUSES, RoutingNode, TRIPS } from '../../../../test/fakes/routing-node.js';
import { seededRandom } from '../../../../test/fakes/seeded-random.js';
import { eventually } from '../../../../test/setup/eventually.js';
import { GatewayError } from '../../../kernel/errors.js';

beforeAll(() => Logger.overrideLogger(false));

const FIVE = aRoute(['a/m', 'b/m', 'c/m', 'd/m', 'e/m']);
const HOUR_MS = 3_600_000;
const broken = new GatewayError('provider_unreachable', { provider: 'a', reason: 'refused' });
const tooMany = new GatewayError('provider_error', { message: 'slow down' }, { status: 429 });

describe('a session', () => {
  it('stays with its target, and counts as a hit', async () => {
    const node = new RoutingNode([FIVE]);
    const first = node.ask({ session: 's' });
    expect(first.affinity).toBe('new');
    for (let time = 0; time < 20; time += 1) {
      expect(node.ask({ session: 's' })).toMatchObject({ key: first.key, affinity: 'hit' });
    }
    expect(node.ask({ body: { input: 'an embedding has none', model: 'm' }, session: null }).affinity).toBe('new');
    expect(node.ask().affinity).toBe('none');
    const { values } = await node.affinity.get();
    expect(Object.fromEntries(values.map(({ labels, value }) => [labels['result'], value]))).toEqual({
      new: 2,
      hit: 20,
      none: 1,
    });
  });

  it('brings requests that come at once to one target', () => {
    const node = new RoutingNode([FIVE]);
    const keys = new Set(Array.from({ length: 20 }, () => node.begin({ session: 's' }).key));
    expect(keys.size).toBe(1);
  });

  it('belongs to its user and its route', () => {
    const node = new RoutingNode([FIVE, aRoute(['x/m', 'y/m'], { model: 'slow' })]);
    node.ask({ session: 's' });
    const other = { keyId: 'key-2', userId: 'user-2', team: null };
    expect(node.ask({ session: 's', principal: other }).affinity).toBe('new');
    expect(node.ask({ session: 's', model: 'slow' }).affinity).toBe('new');
    const sameUser = { keyId: 'key-3', userId: 'user-1', team: null };
    expect(node.ask({ session: 's', principal: sameUser }).affinity).toBe('hit');
  });

  it('ends when its time has passed without a request, and lives on while it is used', () => {
    const node = new RoutingNode([FIVE]);
    const { key } = node.ask({ session: 's' });
    for (let hours = 0; hours < 5; hours += 0.5) {
      node.clock.advance(HOUR_MS / 2);
      expect(node.ask({ session: 's' })).toMatchObject({ key, affinity: 'hit' });
    }
    node.clock.advance(HOUR_MS);
    expect(node.ask({ session: 's' }).affinity).toBe('new');
  });

  it('is none where the route wants none', () => {
    const node = new RoutingNode([aRoute(['a/m', 'b/m'], { affinity: { enabled: false } })]);
    expect(node.ask({ session: 's' }).affinity).toBeNull();
    expect(new Set(Array.from({ length: 50 }, () => node.ask({ session: 's' }).key)).size).toBe(2);
  });
});

describe('a session that is at home', () => {
  it('keeps its fallbacks, and one failed attempt does not move it', () => {
    const node = new RoutingNode([FIVE]);
    const { key } = node.ask({ session: 's' });
    const { choice, chosen } = node.begin({ session: 's' });
    chosen.failed(broken, TRIPS);
    const fallback = choice.next()!;
    expect(keyOf(fallback.target)).not.toBe(key);
    fallback.committed(5);
    fallback.released('answered');
    expect(node.ask({ session: 's' })).toMatchObject({ key, affinity: 'hit' });
  });

  it.each([
    [
      'has broken',
      (node: RoutingNode, session: string) => {
        for (let times = 0; times < 5; times += 1) node.begin({ session }).chosen.failed(broken, TRIPS);
      },
    ],
    [
      'cools down',
      (node: RoutingNode, session: string) => {
        node.begin({ session }).chosen.failed(tooMany, { ...REFUSES, retryAfterMs: 5000 });
      },
    ],
  ])('moves when its target %s, says so, and stays where it is afterwards', (_, spoil) => {
    const node = new RoutingNode([FIVE]);
    const { key } = node.ask({ session: 's' });
    spoil(node, 's');
    const moved = node.ask({ session: 's' });
    expect(moved.affinity).toBe('moved');
    expect(moved.key).not.toBe(key);
    node.clock.advance(60_000);
    expect(node.ask({ session: 's' })).toMatchObject({ key: moved.key, affinity: 'hit' });
  });

  it('moves when an operator drains its target or its provider', () => {
    const clock = new FakeClock();
    const registers = new LinkedRegisters(clock);
    const admin = registers.join();
    const node = new RoutingNode([FIVE], { clock, registers: registers.join() });
    const { key } = node.ask({ session: 's' });
    admin.set('drain', key, true, HOUR_MS);
    registers.deliver();
    const moved = node.ask({ session: 's' });
    expect(moved).toMatchObject({ affinity: 'moved' });
    admin.set('drain', moved.key.slice(0, 1), true, HOUR_MS);
    registers.deliver();
    const again = node.ask({ session: 's' });
    expect(again.affinity).toBe('moved');
    expect(new Set([key, moved.key, again.key]).size).toBe(3);
    admin.delete('drain', key);
    registers.deliver();
    expect(node.states.find(key.slice(0, 1), 'm')?.health.draining).toBe(false);
  });

  it('moves when its target is taken out of the route', () => {
    const node = new RoutingNode([FIVE]);
    const { key } = node.ask({ session: 's' });
    node.turnTo([aRoute(['a/m', 'b/m', 'c/m', 'd/m', 'e/m'].filter((target) => target !== key))]);
    const moved = node.ask({ session: 's' });
    expect(moved.affinity).toBe('moved');
    expect(moved.key).not.toBe(key);
  });
});

it('a new session follows its first answer', () => {
  const node = new RoutingNode([FIVE]);
  const { choice, chosen, key } = node.begin({ session: 's' });
  chosen.failed(broken, TRIPS);
  const fallback = choice.next()!;
  fallback.committed(5);
  fallback.released('answered');
  expect(keyOf(fallback.target)).not.toBe(key);
  expect(node.ask({ session: 's' })).toMatchObject({ key: keyOf(fallback.target), affinity: 'hit' });
});

describe('bindings', () => {
  it('are those of all nodes', () => {
    const clock = new FakeClock();
    const registers = new LinkedRegisters(clock);
    const [left, right] = [1, 2].map(
      (seed) => new RoutingNode([FIVE], { clock, registers: registers.join(), random: seededRandom(seed) }),
    ) as [RoutingNode, RoutingNode];
    const keys = Array.from({ length: 30 }, (_, session) => left.ask({ session: `s-${session}` }).key);
    registers.deliver();
    const seen = keys.map((_, session) => right.ask({ session: `s-${session}` }));
    expect(seen.map(({ key }) => key)).toEqual(keys);
    expect(new Set(seen.map(({ affinity }) => affinity))).toEqual(new Set(['hit']));
  });

  it('are found again after a restart, and are not written at every request', async () => {
    const store = new MemoryBindingsStore();
    const node = new RoutingNode([FIVE], { store });
    const keys = Array.from({ length: 30 }, (_, session) => node.ask({ session: `s-${session}` }).key);
    for (let time = 0; time < 10; time += 1) keys.forEach((_, session) => node.ask({ session: `s-${session}` }));
    await eventually('all are written', () => node.writer.waiting === 0);
    expect(store.batches).toEqual([30]);

    const successor = new RoutingNode([FIVE], { store, clock: node.clock, random: seededRandom(77) });
    await successor.earlier.load();
    const found = keys.map((_, session) => successor.ask({ session: `s-${session}` }));
    expect(found.map(({ key }) => key)).toEqual(keys);
    expect(new Set(found.map(({ affinity }) => affinity))).toEqual(new Set(['hit']));
  });

  it('are written again when a quarter of their time has passed', async () => {
    const store = new MemoryBindingsStore();
    const node = new RoutingNode([FIVE], { store });
    node.ask({ session: 's' });
    await eventually('it is written', () => store.batches.length === 1);
    node.clock.advance(HOUR_MS / 4 - 1);
    node.ask({ session: 's' });
    expect(node.writer.waiting).toBe(0);
    node.clock.advance(1);
    node.ask({ session: 's' });
    expect(node.writer.waiting).toBe(1);
    await eventually('it is written', () => node.writer.waiting === 0);
    expect([...store.rows.values()]).toEqual([expect.objectContaining({ expiresAt: node.clock.now() + HOUR_MS })]);
  });

  it('of conversations without a name are worth a row only when they go on', async () => {
    const store = new MemoryBindingsStore();
    const node = new RoutingNode([FIVE], { store });
    const turn = { messages: [{ role: 'user', content: 'Hi.' }] };
    const { key, affinity } = node.ask({ body: turn });
    expect([affinity, node.writer.waiting]).toEqual(['new', 0]);
    const next = {
      messages: [...turn.messages, { role: 'assistant', content: 'Yes?' }, { role: 'user', content: 'So.' }],
    };
    expect(node.ask({ body: next })).toMatchObject({ key, affinity: 'hit' });
    expect(node.writer.waiting).toBe(1);
  });

  it('that other nodes tell go before those that the database knew', async () => {
    const store = new MemoryBindingsStore();
    const clock = new FakeClock();
    const registers = new LinkedRegisters(clock);
    const old = new RoutingNode([FIVE], { store, clock });
    const { key } = old.ask({ session: 's' });
    await eventually('it is written', () => store.rows.size === 1);
    const mover = new RoutingNode([FIVE], { store: new MemoryBindingsStore(), clock, registers: registers.join() });
    const fresh = new RoutingNode([FIVE], { store, clock, registers: registers.join() });
    await fresh.earlier.load();
    for (const { key: target, health } of mover.states) health.draining = target === key;
    const moved = mover.ask({ session: 's' });
    expect(moved.key).not.toBe(key);
    registers.deliver();
    expect(fresh.ask({ session: 's' })).toMatchObject({ key: moved.key, affinity: 'hit' });
  });
});
