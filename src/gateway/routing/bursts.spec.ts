import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.js';
import { LinkedRegisters } from '../../../test/fakes/linked-registers.js';
import { aRoute, RoutingNode } from '../../../test/fakes/routing-node.js';
import { seededRandom } from '../../../test/fakes/seeded-random.js';

const SESSIONS = 1000;
const TARGETS = 10;
const EVEN = SESSIONS / TARGETS;
const ROUTE = aRoute(Array.from({ length: TARGETS }, (_, index) => `vendor-${index}/m`));

/** Nodes that share their registers, each with its own chance. */
function aCluster(size: number, seed: number) {
  const clock = new FakeClock();
  const registers = new LinkedRegisters(clock);
  const nodes = Array.from(
    { length: size },
    (_, index) =>
      new RoutingNode([ROUTE], { clock, registers: registers.join(), random: seededRandom(seed * 100 + index) }),
  );
  return {
    nodes,
    /** A new session at this node; its target. */
    arrive: (node: number, session: number) => nodes[node]!.begin({ session: `session-${seed}-${session}` }),
    tell() {
      for (const { publisher } of nodes) publisher.publish();
      registers.deliver();
    },
  };
}

function countOf(keys: readonly string[]): number[] {
  return ROUTE.targets.map(({ provider }) => keys.filter((key) => key === `${provider}/m`).length);
}

describe('a burst of new sessions over equal targets', () => {
  it('is spread to within a fifth of even on one node', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { arrive } = aCluster(1, seed);
        const counts = countOf(Array.from({ length: SESSIONS }, (_, session) => arrive(0, session).key));
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(EVEN * 0.8);
        expect(Math.max(...counts)).toBeLessThanOrEqual(EVEN * 1.2);
      }),
      { numRuns: 20 },
    );
  });

  it.each([2, 5])('is spread to within a fifth of even on %i nodes that hear of each other only afterwards', (size) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { arrive } = aCluster(size, seed);
        const keys = Array.from({ length: SESSIONS }, (_, session) => arrive(session % size, session).key);
        expect(Math.min(...countOf(keys))).toBeGreaterThanOrEqual(EVEN * 0.8);
        expect(Math.max(...countOf(keys))).toBeLessThanOrEqual(EVEN * 1.2);
      }),
      { numRuns: 20 },
    );
  });

  it('evens out on several nodes what an earlier burst has left uneven', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { nodes, arrive, tell } = aCluster(5, seed);
        // Before any of them: half of the targets have their part already, by one node's doing.
        const busy = ROUTE.targets.slice(0, TARGETS / 2).map(({ provider }) => nodes[0]!.states.of(provider, 'm'));
        for (const { load } of busy) for (let begun = 0; begun < EVEN; begun += 1) load.begin();
        tell();
        const keys: string[] = [];
        for (let session = 0; session < SESSIONS; session += 1) {
          keys.push(arrive(session % 5, session).key);
          if (session % 100 === 99) tell();
        }
        const counts = countOf(keys).map((count, index) => count + (index < TARGETS / 2 ? EVEN : 0));
        const even = EVEN * 1.5;
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(even * 0.8);
        expect(Math.max(...counts)).toBeLessThanOrEqual(even * 1.2);
      }),
      { numRuns: 20 },
    );
  });
});

describe('requests in flight on other nodes', () => {
  it('are counted once told, and no more when they have ended', () => {
    const { nodes, arrive, tell } = aCluster(2, 1);
    const { key, chosen } = arrive(0, 1);
    const seen = () => [...nodes[1]!.states].find((state) => state.key === key)!.load;
    expect(seen().inFlight).toBe(0);
    tell();
    expect([seen().inFlight, seen().ownInFlight]).toEqual([1, 0]);
    chosen.released('answered');
    tell();
    expect(seen().inFlight).toBe(0);
  });

  it('of a node that has fallen silent are forgotten, of one that repeats itself are not', () => {
    const clock = new FakeClock();
    const registers = new LinkedRegisters(clock);
    const nodes = [1, 2, 3].map(() => new RoutingNode([aRoute(['a/m'])], { clock, registers: registers.join() }));
    const [silent, alive, observer] = nodes as [RoutingNode, RoutingNode, RoutingNode];
    for (const node of [silent, alive]) {
      node.begin();
      node.publisher.publish();
    }
    registers.deliver();
    const load = [...observer.states][0]!.load;
    expect(load.inFlight).toBe(2);
    for (let seconds = 0; seconds < 12; seconds += 3) {
      clock.advance(3000);
      alive.publisher.repeat();
      registers.deliver();
    }
    expect(load.inFlight).toBe(1);
  });

  it('are known to a target that a reload brings after they were told', () => {
    const clock = new FakeClock();
    const registers = new LinkedRegisters(clock);
    const first = new RoutingNode([aRoute(['a/m'])], { clock, registers: registers.join() });
    const second = new RoutingNode([aRoute(['b/m'])], { clock, registers: registers.join() });
    first.begin();
    first.publisher.publish();
    registers.deliver();
    second.turnTo([aRoute(['a/m', 'b/m'])]);
    expect(second.states.find('a', 'm')?.load.inFlight).toBe(1);
    expect(second.begin().key).toBe('b/m');
  });
});
