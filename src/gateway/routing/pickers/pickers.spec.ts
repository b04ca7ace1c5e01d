import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/fakes/fake-clock.js';
import { seededRandom } from '../../../../test/fakes/seeded-random.js';
import { PICKERS } from '../../../state/definition/route.definition.js';
import { TargetLoad } from '../targets/target-load.js';
import { pickerFor } from './index.js';
import type { Candidate, Picker } from './picker.js';

const clock = new FakeClock();

interface Settings {
  readonly weight?: number;
  readonly inFlight?: number;
  readonly firstTokenMs?: number;
  readonly price?: number;
}

function aCandidate({ weight = 1, inFlight = 0, firstTokenMs, price }: Settings = {}): Candidate {
  const load = new TargetLoad(clock, () => {});
  for (let begun = 0; begun < inFlight; begun += 1) load.begin();
  if (firstTokenMs !== undefined) load.firstToken(firstTokenMs);
  return { weight, load, price: () => price ?? null };
}

/** How often each is picked. */
function shares(picker: Picker, candidates: readonly Candidate[], times: number): number[] {
  const counts = candidates.map(() => 0);
  for (let time = 0; time < times; time += 1) {
    const index = candidates.indexOf(picker.pick(candidates));
    counts[index]! += 1;
  }
  return counts;
}

describe.each(PICKERS)('%s', (name) => {
  it('picks one of those it is given, whatever their state', () => {
    const settings = fc.record(
      {
        weight: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1000, noNaN: true })),
        inFlight: fc.nat(50),
        firstTokenMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
        price: fc.nat(1000),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(settings, { minLength: 1, maxLength: 12 }), fc.nat(), (given, seed) => {
        const candidates = given.map(aCandidate);
        const picker = pickerFor(name, seededRandom(seed));
        for (let time = 0; time < 5; time += 1) expect(candidates).toContain(picker.pick(candidates));
      }),
    );
  });
});

// Latency and price go before weights.
it.each(['least-loaded', 'weighted', 'round-robin'] as const)(
  '%s never picks a weight of 0 while another has one',
  (name) => {
    const candidates = [
      aCandidate({ weight: 0 }),
      aCandidate({ inFlight: 100, firstTokenMs: 5000 }),
      aCandidate({ weight: 0 }),
    ];
    expect(shares(pickerFor(name, seededRandom(3)), candidates, 500)).toEqual([0, 500, 0]);
  },
);

it('weighted follows the weights', () => {
  const candidates = [3, 1, 1].map((weight) => aCandidate({ weight }));
  const [first, second, third] = shares(pickerFor('weighted', seededRandom(7)), candidates, 10_000);
  expect(first! / 10_000).toBeCloseTo(0.6, 1);
  expect(second! / 10_000).toBeCloseTo(0.2, 1);
  expect(third! / 10_000).toBeCloseTo(0.2, 1);
});

it('round-robin follows the weights exactly, and spreads them', () => {
  const [a, b, c] = [5, 1, 1].map((weight) => aCandidate({ weight })) as [Candidate, Candidate, Candidate];
  const picker = pickerFor('round-robin', seededRandom(1));
  const names = new Map([
    [a, 'a'],
    [b, 'b'],
    [c, 'c'],
  ]);
  const picked = Array.from({ length: 14 }, () => names.get(picker.pick([a, b, c])));
  // The sequence of nginx's own example.
  expect(picked.join('')).toBe('aabacaaaabacaa');
});

describe('least-loaded', () => {
  it('sends to the one with fewer requests for its weight', () => {
    const busy = aCandidate({ weight: 3, inFlight: 5 });
    const idle = aCandidate({ weight: 1, inFlight: 1 });
    // 5 of 3 are more than 1 of 1, 2 of 3 are less.
    expect(shares(pickerFor('least-loaded', seededRandom(1)), [busy, idle], 20)).toEqual([0, 20]);
    busy.load.end();
    busy.load.end();
    busy.load.end();
    expect(shares(pickerFor('least-loaded', seededRandom(1)), [busy, idle], 20)).toEqual([20, 0]);
  });

  it('weighs requests by what they cost in time, where the difference says something', () => {
    const picker = pickerFor('least-loaded', seededRandom(1));
    const slow = aCandidate({ inFlight: 1, firstTokenMs: 1000 });
    const fast = aCandidate({ inFlight: 3, firstTokenMs: 200 });
    expect(shares(picker, [slow, fast], 20)).toEqual([0, 20]);
    const nearlyAsFast = aCandidate({ inFlight: 3, firstTokenMs: 900 });
    expect(shares(picker, [slow, nearlyAsFast], 20)).toEqual([20, 0]);
  });

  it('follows the weights while nothing is under way', () => {
    const candidates = [aCandidate({ weight: 3 }), aCandidate({ weight: 1 })];
    const [first] = shares(pickerFor('least-loaded', seededRandom(5)), candidates, 10_000);
    expect(first! / 10_000).toBeCloseTo(0.75, 1);
  });
});

describe('latency', () => {
  it('prefers the fast one, and still asks the slow one now and then', () => {
    const [fast, slow] = shares(
      pickerFor('latency', seededRandom(11)),
      [aCandidate({ firstTokenMs: 100 }), aCandidate({ firstTokenMs: 5000 })],
      2000,
    );
    expect(fast).toBeGreaterThan(1900);
    expect(slow).toBeGreaterThan(10);
  });

  it('asks who is unknown, by one request at a time', () => {
    const known = aCandidate({ firstTokenMs: 100 });
    const unknown = aCandidate();
    const picker = pickerFor('latency', seededRandom(1));
    expect(picker.pick([known, unknown])).toBe(unknown);
    unknown.load.begin();
    expect(shares(picker, [known, unknown], 200)[0]).toBeGreaterThan(180);
  });

  it('a slow sample fades, so that a target which has become fast comes back', () => {
    const once = aCandidate({ firstTokenMs: 4000 });
    const fast = aCandidate({ firstTokenMs: 100 });
    clock.advance(200_000);
    fast.load.firstToken(100);
    expect(once.load.firstTokenMs).toBeLessThan(100);
  });
});

it('cost takes the cheapest, by load among equals, and one without a price last', () => {
  const picker = pickerFor('cost', seededRandom(2));
  const unpriced = aCandidate();
  const cheapBusy = aCandidate({ price: 1, inFlight: 2 });
  const cheap = aCandidate({ price: 1 });
  const dear = aCandidate({ price: 2 });
  expect(shares(picker, [unpriced, dear, cheapBusy, cheap], 50)).toEqual([0, 0, 0, 50]);
  expect(picker.pick([unpriced, dear])).toBe(dear);
  expect(picker.pick([unpriced])).toBe(unpriced);
});
