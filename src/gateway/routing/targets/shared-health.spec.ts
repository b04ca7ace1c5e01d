import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/fakes/fake-clock.js';
import { LinkedRegisters } from '../../../../test/fakes/linked-registers.js';
import { aRoute, REFUSES, RoutingNode, TRIPS } from '../../../../test/fakes/routing-node.js';
import { GatewayError } from '../../../kernel/errors.js';

beforeAll(() => Logger.overrideLogger(false));

const ROUTE = aRoute(['a/m', { at: 'b/m', priority: 1 }], { breaker: { failures: 2, coolDown: '10s' } });
const broken = new GatewayError('provider_unreachable', { provider: 'a', reason: 'refused' });
const tooMany = new GatewayError('provider_error', { message: 'slow down' }, { status: 429 });

function twoNodes() {
  const clock = new FakeClock();
  const registers = new LinkedRegisters(clock);
  const [first, second] = [1, 2].map(() => new RoutingNode([ROUTE], { clock, registers: registers.join() }));
  const late = () => new RoutingNode([ROUTE], { clock, registers: registers.join() });
  return { clock, registers, first: first!, second: second!, late };
}

function openAt(node: RoutingNode): void {
  for (const _ of [1, 2]) node.begin().chosen.failed(broken, TRIPS);
}

async function breakerOf(node: RoutingNode): Promise<number | undefined> {
  return (await node.breakerState.get()).values.find(({ labels }) => labels['provider'] === 'a')?.value;
}

it('a breaker that opens on one node keeps the others away as long', async () => {
  const { clock, registers, first, second } = twoNodes();
  openAt(first);
  expect(second.begin().key).toBe('a/m');
  registers.deliver();
  expect(second.begin().key).toBe('b/m');
  expect(await breakerOf(second)).toBe(2);
  clock.advance(9999);
  expect(second.begin().key).toBe('b/m');
});

it('each node probes with one request, and the first answer brings the target back everywhere', async () => {
  const { clock, registers, first, second } = twoNodes();
  openAt(first);
  registers.deliver();
  clock.advance(10_000);
  registers.deliver();
  const probes = [first.begin(), second.begin()];
  expect(probes.map(({ key }) => key)).toEqual(['a/m', 'a/m']);
  expect([first.begin().key, second.begin().key]).toEqual(['b/m', 'b/m']);
  expect(await breakerOf(first)).toBe(1);
  probes[0]!.chosen.committed(5);
  registers.deliver();
  expect([first.begin().key, second.begin().key]).toEqual(['a/m', 'a/m']);
  expect([await breakerOf(first), await breakerOf(second)]).toEqual([0, 0]);
});

it('a probe whose client has left leaves the breaker open, and says so', async () => {
  const { clock, first } = twoNodes();
  openAt(first);
  clock.advance(10_000);
  const probe = first.begin();
  expect([probe.key, await breakerOf(first)]).toEqual(['a/m', 1]);
  probe.chosen.released('left');
  expect(await breakerOf(first)).toBe(2);
  expect(first.begin().key).toBe('a/m');
});

it('a cooldown holds on all nodes, with who has said so', () => {
  const { clock, registers, first, second } = twoNodes();
  second.begin().chosen.failed(tooMany, { ...REFUSES, retryAfterMs: 5000 });
  registers.deliver();
  expect(first.begin().key).toBe('b/m');
  clock.advance(1000);
  const state = first.states.find('a', 'm')!.health;
  expect([state.mustWait, state.cooldownMs]).toEqual([true, 4000]);
  clock.advance(4000);
  expect(first.begin().key).toBe('a/m');
});

it('a cooldown that was over before it was heard of ends none', () => {
  const { clock, registers, first } = twoNodes();
  first.begin().chosen.failed(tooMany, { ...REFUSES, retryAfterMs: 5000 });
  registers.join().set('cooldown', 'a/m', { until: clock.now() - 1, vendorSaid: false }, 1000);
  registers.deliver();
  expect(first.states.find('a', 'm')!.health.cooldownMs).toBe(5000);
});

it('a node that starts later knows what is going on', () => {
  const { clock, registers, first, second, late } = twoNodes();
  openAt(first);
  second.begin().chosen.failed(tooMany, { ...REFUSES, retryAfterMs: 60_000 });
  registers.deliver();
  clock.advance(4000);
  const node = late();
  expect(node.begin().choice.trace?.skipped).toEqual({ 'a/m': 'cooling' });
  expect(node.states.find('a', 'm')?.health.breaker).toBe('open');
  expect(node.states.find('a', 'm')?.health.waitMs).toBe(56_000);
});

it('an answer that began before the breaker opened does not close it', () => {
  const { first } = twoNodes();
  const early = first.begin();
  openAt(first);
  early.chosen.committed(5);
  early.chosen.released('answered');
  expect(first.begin().key).toBe('b/m');
});
