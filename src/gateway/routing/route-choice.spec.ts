import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { aRoute, keyOf, REFUSES, RoutingNode, TRIPS } from '../../../test/fakes/routing-node.js';
import { GatewayError } from '../../kernel/errors.js';
import type { TargetChooser } from '../providers/target-choice.js';

beforeAll(() => Logger.overrideLogger(false));

const broken = new GatewayError('provider_unreachable', { provider: 'a', reason: 'refused' });
const tooMany = new GatewayError('provider_error', { message: 'slow down' }, { status: 429 });

/** Fails them all, and says which there were. */
function failAll(choice: TargetChooser): string[] {
  const keys: string[] = [];
  for (let chosen = choice.next(); chosen !== null; chosen = choice.next()) {
    keys.push(keyOf(chosen.target));
    chosen.failed(broken, REFUSES);
  }
  return keys;
}

function breakIt(node: RoutingNode, key: string, times = 5): void {
  const target = aRoute([key]).targets[0]!;
  const state = node.states.of(target.provider, target.model);
  for (let failures = 0; failures < times; failures += 1) {
    state.health.failed(state.health.enter(), { failureThreshold: times, coolDownMs: 30_000 });
  }
}

describe('the order of targets', () => {
  it('is by priority, and each is tried once', () => {
    const node = new RoutingNode([aRoute([{ at: 'b/m', priority: 1 }, 'a/m', { at: 'c/m', priority: 2 }])]);
    const choice = node.choose();
    expect(failAll(choice)).toEqual(['a/m', 'b/m', 'c/m']);
    expect(choice.hasNext()).toBe(false);
    expect(choice.trace).toMatchObject({
      name: 'fast',
      chosen: ['a/m (least-loaded)', 'b/m (least-loaded)', 'c/m (least-loaded)'],
    });
  });

  it('says beforehand whether one is left, and counts nothing for it', () => {
    const node = new RoutingNode([aRoute(['a/m', 'b/m'])]);
    const choice = node.choose();
    expect([choice.hasNext(), choice.hasNext()]).toEqual([true, true]);
    expect([...node.states].map(({ load }) => load.inFlight)).toEqual([0, 0]);
    choice.next();
    expect(choice.hasNext()).toBe(true);
    choice.next();
    expect(choice.hasNext()).toBe(false);
  });

  it('counts a target from the moment of choice until its end, whatever the end', () => {
    const node = new RoutingNode([aRoute(['a/m'])]);
    const [state] = [...(node.choose(), node.states)];
    const inFlight = () => state!.load.inFlight;
    for (const end of ['answered', 'cut', 'left'] as const) {
      const { chosen } = node.begin();
      expect(inFlight()).toBe(1);
      chosen.committed(10);
      chosen.released(end);
      expect(inFlight()).toBe(0);
      chosen.released(end);
      expect(inFlight()).toBe(0);
    }
    node.begin().chosen.failed(broken, TRIPS);
    expect(inFlight()).toBe(0);
  });

  it('a route goes before the provider and the prefix of its name', () => {
    const node = new RoutingNode([aRoute(['a/m'], { model: 'ollama/llama' }), aRoute(['b/m'], { model: 'gpt-4o' })]);
    expect(node.begin({ model: 'ollama/llama' }).key).toBe('a/m');
    expect(node.begin({ model: 'gpt-4o' }).key).toBe('b/m');
    const direct = node.choose({ model: 'ollama/other' });
    expect(direct.trace).toBeNull();
    expect(failAll(direct)).toEqual(['ollama/other']);
  });

  it('is compiled once for all snapshots that leave it as it was', () => {
    const [same, other] = [aRoute(['a/m', 'b/m']), aRoute(['c/m'], { model: 'other' })];
    const node = new RoutingNode([same, other]);
    const before = [node.choose().policy, node.choose({ model: 'other' }).policy];
    node.turnTo([same, aRoute(['c/m', 'd/m'], { model: 'other' })]);
    expect(node.choose().policy).toBe(before[0]);
    expect(node.choose({ model: 'other' }).policy).not.toBe(before[1]);
  });

  it('follows a new snapshot, and what is known of targets that stay is kept', () => {
    const node = new RoutingNode([aRoute(['a/m', 'b/m'])]);
    const { key } = node.begin();
    node.turnTo([aRoute([key, 'c/m'])]);
    // One is under way there already: power of two choices leaves only the other.
    expect(node.begin().key).toBe('c/m');
  });
});

describe('a target that is out', () => {
  it('is passed by while its breaker is open, probed by one request, and back after its answer', () => {
    const node = new RoutingNode([
      aRoute(['a/m', { at: 'b/m', priority: 1 }], { breaker: { failures: 2, coolDown: '10s' } }),
    ]);
    for (const _ of [1, 2]) node.begin().chosen.failed(broken, TRIPS);
    const passing = node.begin();
    expect(passing.key).toBe('b/m');
    expect(passing.choice.trace?.skipped).toEqual({ 'a/m': 'open' });

    node.clock.advance(10_000);
    const probe = node.begin();
    expect([probe.key, node.begin().key]).toEqual(['a/m', 'b/m']);
    probe.chosen.failed(broken, TRIPS);
    expect(node.begin().key).toBe('b/m');

    node.clock.advance(10_000);
    node.begin().chosen.committed(5);
    expect(node.begin().key).toBe('a/m');
  });

  it('is probed by another when the client of a probe has left', () => {
    const node = new RoutingNode([aRoute(['a/m', 'b/m'])]);
    node.choose();
    breakIt(node, 'a/m');
    breakIt(node, 'b/m');
    node.clock.advance(30_000);
    const first = node.begin();
    first.chosen.released('left');
    expect([node.begin().key, node.begin().key].toSorted()).toEqual(['a/m', 'b/m']);
  });

  it('is not opened by refusals, nor by answers of which some are cut off', () => {
    const node = new RoutingNode([aRoute(['a/m', { at: 'b/m', priority: 1 }], { breaker: { failures: 3 } })]);
    for (let times = 0; times < 10; times += 1) node.begin().chosen.failed(broken, REFUSES);
    for (let times = 0; times < 2; times += 1) node.begin().chosen.released('cut');
    node.ask();
    for (let times = 0; times < 2; times += 1) node.begin().chosen.released('cut');
    expect(node.begin().key).toBe('a/m');
  });

  it('is opened by answers that are cut off one after the other', () => {
    const node = new RoutingNode([aRoute(['a/m', { at: 'b/m', priority: 1 }], { breaker: { failures: 3 } })]);
    for (let times = 0; times < 3; times += 1) {
      const { chosen } = node.begin();
      chosen.committed(5);
      chosen.released('cut');
    }
    expect(node.begin().key).toBe('b/m');
  });

  it('without a breaker is asked for ever', () => {
    const node = new RoutingNode([aRoute(['a/m', { at: 'b/m', priority: 1 }], { breaker: { failures: 0 } })]);
    for (let times = 0; times < 20; times += 1) {
      const { key, chosen } = node.begin();
      expect(key).toBe('a/m');
      chosen.failed(broken, TRIPS);
    }
  });

  it('cools down after a 429 for as long as the vendor says, or else the route', () => {
    const node = new RoutingNode([aRoute(['a/m', { at: 'b/m', priority: 1 }], { cooldown: '7s' })]);
    node.begin().chosen.failed(tooMany, { ...REFUSES, retryAfterMs: 2000 });
    expect(node.begin().key).toBe('b/m');
    node.clock.advance(2000);
    const again = node.begin();
    expect(again.key).toBe('a/m');
    again.chosen.failed(tooMany, REFUSES);
    node.clock.advance(6999);
    expect(node.begin().key).toBe('b/m');
    node.clock.advance(1);
    expect(node.begin().key).toBe('a/m');
  });

  it('is not waited for longer than an hour, whatever the vendor says', () => {
    const node = new RoutingNode([aRoute(['a/m', { at: 'b/m', priority: 1 }])]);
    node.begin().chosen.failed(tooMany, { ...REFUSES, retryAfterMs: 1e9 });
    node.clock.advance(3_600_000);
    expect(node.begin().key).toBe('a/m');
  });
});

describe('when every target is out', () => {
  it('the one that comes back first is asked all the same, and no other', () => {
    const node = new RoutingNode([aRoute(['a/m', 'b/m'])]);
    node.choose();
    breakIt(node, 'b/m');
    node.clock.advance(1000);
    breakIt(node, 'a/m');
    const choice = node.choose();
    expect(choice.hasNext()).toBe(true);
    expect(failAll(choice)).toEqual(['b/m']);
    expect(choice.trace?.chosen).toEqual(['b/m (last resort)']);
  });

  it('an answer of a last resort brings its target back', () => {
    const node = new RoutingNode([aRoute(['a/m'])]);
    node.choose();
    breakIt(node, 'a/m');
    const { chosen } = node.begin();
    chosen.committed(5);
    expect(node.begin().choice.trace?.chosen).toEqual(['a/m (least-loaded)']);
  });

  it('who has said how long to wait is not asked before, and the client hears the shortest time', () => {
    const node = new RoutingNode([aRoute(['a/m', 'b/m'])]);
    const choice = node.choose();
    choice.next()?.failed(tooMany, { ...REFUSES, retryAfterMs: 20_000 });
    choice.next()?.failed(tooMany, { ...REFUSES, retryAfterMs: 4500 });
    expect(() => node.choose().next()).toThrow(
      expect.objectContaining({ code: 'targets_cooling_down', status: 429, retryAfterSeconds: 4.5 }),
    );
    node.clock.advance(4500);
    expect(node.begin().choice.trace?.chosen).toHaveLength(1);
  });

  it('a cooldown that is only our guess does not refuse', () => {
    const node = new RoutingNode([aRoute(['a/m'])]);
    node.begin().chosen.failed(tooMany, REFUSES);
    expect(node.begin().choice.trace?.chosen).toEqual(['a/m (last resort)']);
  });
});
