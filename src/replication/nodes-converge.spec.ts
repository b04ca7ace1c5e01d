import { expect, test } from 'vitest';
import { FaultyClock } from '../../test/fakes/faulty-clock.js';
import { CALM, SimulatedCluster, type SimulatedNode } from '../../test/fakes/simulated-cluster.js';
import type { RegisterSpace } from './registers.js';
import type { StoredRegister } from './stored-register.js';
import { compareVersions } from './version.js';

const HOUR_MS = 3_600_000;
const STORM_MS = 6000;
/** Several exchanges of every node. */
const CALM_MS = 40_000;
/** Who exchanges with whom is left to chance: this is far beyond what it takes. */
const CONVERGED_WITHIN_MS = 300_000;
const KEYS = Array.from({ length: 12 }, (_, index) => `k${index}`);
/** Simulated courses; each is a seed. */
const COURSES = 200;

/** What a reader would see, and what is behind it. */
function stateOf({ parts: { registers } }: SimulatedNode, space: RegisterSpace) {
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
  return {
    seen: [...registers.entries(space)].sort(byKey),
    stored: [...registers.map(space).registers()].sort(byKey),
  };
}

/** Five machines: their clocks are up to twenty seconds off, and run up to a thousandth wrong. */
function fiveClocks(seed: number): FaultyClock[] {
  return Array.from(
    { length: 5 },
    (_, index) => new FaultyClock((((seed * 31 + index * 17) % 41) - 20) * 1000, 1 + (((seed + index) % 5) - 2) / 2000),
  );
}

/** Writes at random, and remembers for each key the write that all nodes have to end with. */
function writer(cluster: SimulatedCluster, space: RegisterSpace, longestMs: number) {
  const last = new Map<string, StoredRegister>();
  return {
    last,
    write: (): void => {
      if (!cluster.chance(0.4)) return;
      const { registers } = cluster.pick(cluster.nodes).parts;
      const key = cluster.pick(KEYS);
      if (cluster.chance(0.25)) registers.delete(space, key);
      else registers.set(space, key, Math.floor(cluster.random() * 1e6), longestMs * (0.5 + cluster.random() / 2));
      const written = registers.map(space).get(key)!;
      const before = last.get(key);
      if (before === undefined || compareVersions(before, written) < 0) last.set(key, written);
    },
  };
}

async function storm(cluster: SimulatedCluster, ...writes: (() => void)[]): Promise<void> {
  cluster.faults = { lost: 0.3, repeated: 0.2, slowestMs: 400 };
  await cluster.pass(STORM_MS, () => {
    for (const write of writes) write();
    if (cluster.chance(0.02)) cluster.part();
    if (cluster.chance(0.02)) cluster.mend();
    // Somebody sets a clock.
    if (cluster.chance(0.01))
      cluster.pick(cluster.nodes).clock.offsetMs = Math.floor(cluster.random() * 40_000) - 20_000;
  });
  cluster.mend();
  cluster.faults = CALM;
  for (let passed = 0; passed < CONVERGED_WITHIN_MS && !isConverged(cluster); passed += 5000) await cluster.pass(5000);
}

function isConverged({ nodes }: SimulatedCluster): boolean {
  const states = nodes.map((node) => JSON.stringify([stateOf(node, 'binding'), stateOf(node, 'health').seen]));
  return states.every((state) => state === states[0]);
}

test.each(Array.from({ length: 20 }, (_, index) => index))(
  'five nodes converge on the last writes after partition, loss, repetition, reordering and wrong clocks (%i)',
  async (part) => {
    for (let seed = part * (COURSES / 20); seed < (part + 1) * (COURSES / 20); seed++) {
      const cluster = new SimulatedCluster(seed, fiveClocks(seed));
      const lasting = writer(cluster, 'binding', HOUR_MS);
      const fleeting = writer(cluster, 'health', 15_000);
      await storm(cluster, lasting.write, fleeting.write);
      const [first, ...others] = cluster.nodes;
      const expected = stateOf(first!, 'binding');
      for (const other of others) {
        expect(stateOf(other, 'binding'), `seed ${seed}`).toEqual(expected);
        expect(stateOf(other, 'health').seen, `seed ${seed}`).toEqual(stateOf(first!, 'health').seen);
      }
      for (const { key, value } of lasting.last.values()) {
        expect(first!.parts.registers.get('binding', key), `seed ${seed}, ${key}`).toEqual(value);
      }
      expect(lasting.last.size).toBeGreaterThan(5);
    }
  },
);

test('nodes that agree send no registers', async () => {
  const cluster = new SimulatedCluster(1, fiveClocks(1));
  const { write } = writer(cluster, 'binding', HOUR_MS);
  await cluster.pass(2000, write);
  await cluster.pass(CALM_MS);
  const sent = () => cluster.nodes.map(({ parts }) => parts.counts.sent.get('registers') ?? 0);
  const before = sent();
  await cluster.pass(CALM_MS);
  expect(sent()).toEqual(before);
  for (const { parts } of cluster.nodes) expect(parts.counts.agreedAt).not.toBeNull();
});

test('what is on its way is not taken for missed: nodes under load still agree', async () => {
  const cluster = new SimulatedCluster(6, fiveClocks(6));
  const { write } = writer(cluster, 'binding', HOUR_MS);
  // Until they have heard each other's time, what a slow clock writes looks old.
  await cluster.pass(CALM_MS, write);
  const count = (kind: 'same' | 'digests') =>
    cluster.nodes.reduce((sum, { parts }) => sum + (parts.counts.sent.get(kind) ?? 0), 0);
  const [agreed, differed] = [count('same'), count('digests')];
  await cluster.pass(CALM_MS, write);
  // They differ only over keys that are written between the two sums.
  expect(count('same') - agreed).toBeGreaterThan(2 * (count('digests') - differed));
  expect(count('same')).toBeGreaterThan(agreed);
});

test('one register that was missed costs one bucket, not the space', async () => {
  const cluster = new SimulatedCluster(2, [new FaultyClock(), new FaultyClock()]);
  const [one, other] = cluster.nodes.map(({ parts }) => parts) as [SimulatedNode['parts'], SimulatedNode['parts']];
  for (let index = 0; index < 5000; index++) one.registers.set('binding', `session ${index}`, index, HOUR_MS);
  await cluster.pass(CALM_MS);
  expect(other.registers.map('binding').size).toBe(5000);
  const taken: string[] = [];
  other.registers.onChange('binding', (key) => taken.push(key));
  cluster.faults = { ...CALM, lost: 1 };
  one.registers.set('binding', 'missed', 1, HOUR_MS);
  await cluster.pass(200);
  cluster.faults = CALM;
  const before = one.counts.sent.get('registers')!;
  await cluster.pass(CALM_MS);
  expect(taken).toEqual(['missed']);
  expect(one.counts.sent.get('registers')! - before).toBe(1);
});

test('a node that connects again knows at once what it missed, and tells what it wrote alone', async () => {
  const cluster = new SimulatedCluster(7, [new FaultyClock(), new FaultyClock()]);
  const [one, two] = cluster.nodes as [SimulatedNode, SimulatedNode];
  cluster.faults = { ...CALM, lost: 1 };
  one.parts.registers.set('binding', 'of one', 1, HOUR_MS);
  two.parts.registers.set('binding', 'of two', 2, HOUR_MS);
  await cluster.pass(100);
  cluster.faults = CALM;
  two.replica.connected();
  // Six messages, one after the other; each takes a step of the simulation.
  await cluster.pass(300);
  expect(two.parts.registers.get('binding', 'of one')).toBe(1);
  expect(one.parts.registers.get('binding', 'of two')).toBe(2);
});

test('a node that was cut off for days brings no deleted register back', async () => {
  const cluster = new SimulatedCluster(3, [new FaultyClock(), new FaultyClock(), new FaultyClock()]);
  const [one, two, away] = cluster.nodes as [SimulatedNode, SimulatedNode, SimulatedNode];
  one.parts.registers.set('binding', 'k', 'old', 7 * 24 * HOUR_MS);
  await cluster.pass(10_000);
  expect(away.parts.registers.get('binding', 'k')).toBe('old');
  cluster.faults = { ...CALM, lost: 1 };
  one.parts.registers.delete('binding', 'k');
  // Five days, in which nobody hears of it.
  for (const { clock } of cluster.nodes) clock.advance(5 * 24 * HOUR_MS);
  await cluster.pass(1000);
  expect(away.parts.registers.get('binding', 'k')).toBe('old');
  const revived: unknown[] = [];
  one.parts.registers.onChange('binding', (_key, value) => revived.push(value));
  cluster.faults = CALM;
  await cluster.pass(CALM_MS);
  expect(revived).toEqual([]);
  for (const { parts } of [one, two, away]) expect(parts.registers.get('binding', 'k')).toBeUndefined();
});

test('one clock that is hours ahead poisons nobody, and its node agrees with the others once it is right', async () => {
  const wrong = new FaultyClock(3 * HOUR_MS);
  const cluster = new SimulatedCluster(4, [new FaultyClock(), new FaultyClock(), wrong]);
  const [one, two, three] = cluster.nodes as [SimulatedNode, SimulatedNode, SimulatedNode];
  three.parts.registers.set('binding', 'k', 'from the future', 7 * HOUR_MS);
  await cluster.pass(10_000);
  one.parts.registers.set('binding', 'k', 'of today', HOUR_MS);
  await cluster.pass(10_000);
  for (const { parts } of [one, two]) expect(parts.registers.get('binding', 'k')).toBe('of today');
  expect(one.parts.counts.dropped.get('clock')).toBeGreaterThan(0);
  wrong.offsetMs = 0;
  await cluster.pass(CALM_MS);
  for (const { parts } of [one, two, three]) expect(parts.registers.get('binding', 'k')).toBe('of today');
});

test('a space that is full on all nodes holds the same newest registers everywhere', async () => {
  const cluster = new SimulatedCluster(5, [new FaultyClock(), new FaultyClock()]);
  const [one, two] = cluster.nodes as [SimulatedNode, SimulatedNode];
  cluster.faults = { ...CALM, lost: 0.2 };
  let written = 0;
  await cluster.pass(1000, () => {
    for (const { parts } of [one, two]) {
      for (let index = 0; index < 300; index++) parts.registers.set('drain', `k${written++}`, 1, HOUR_MS);
    }
  });
  expect(written).toBeGreaterThan(10_000);
  cluster.faults = CALM;
  await cluster.pass(60_000);
  expect(stateOf(one, 'drain').stored).toEqual(stateOf(two, 'drain').stored);
  expect(one.parts.registers.map('drain').size).toBeLessThanOrEqual(10_000);
  expect(one.parts.registers.map('drain').size).toBeGreaterThan(8000);
  expect(one.parts.registers.get('drain', `k${written - 1}`)).toBe(1);
});
