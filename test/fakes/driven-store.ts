import fc from 'fast-check';
import { type Constraint, share, taken } from '../../src/gateway/rate-limiting/constraint.ts';
import type { LimitsStore, Reservation, Settling } from '../../src/gateway/rate-limiting/limits.store.ts';

export type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'admit'; readonly tokens: number; readonly spend: number; readonly limits: readonly number[] }
  | {
      readonly kind: 'settle';
      readonly which: number;
      readonly tokens: number;
      readonly spend: number;
      readonly again: boolean;
    }
  | { readonly kind: 'elsewhere'; readonly tokens: number; readonly spend: number; readonly again: boolean }
  | { readonly kind: 'beat' }
  | { readonly kind: 'seed'; readonly used: number };

const amount = fc.integer({ min: 0, max: 60 });
/** Beyond 2^31 and beyond what a float of 24 bits holds. */
const spend = fc.oneof(amount, fc.constant(4_000_000_000_000_001));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait'),
      ms: fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 70_000 })),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('admit'),
      tokens: amount,
      spend,
      limits: fc.subarray([0, 1, 2, 3, 4], { minLength: 1 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('settle'),
      which: fc.nat(20),
      tokens: amount,
      spend,
      again: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('elsewhere'), tokens: amount, spend, again: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('beat') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('seed'), used: fc.oneof(amount, fc.constant(150)) }) },
);

export const steps = fc.array(step, { minLength: 1, maxLength: 40 });

/** One store, driven step by step; answers all that it says. */
export class DrivenStore {
  readonly #open: { reservation: Reservation; at: number }[] = [];
  #made = 0;

  constructor(
    private readonly store: LimitsStore,
    private readonly constraints: readonly Constraint[],
  ) {}

  async take(step: Step): Promise<unknown> {
    switch (step.kind) {
      case 'wait':
        return null;
      case 'admit': {
        const reservation = this.#reservation(step.limits, step);
        const verdict = await this.store.reserve(reservation);
        if (verdict?.outcome === 'admitted') this.#open.push({ reservation, at: verdict.at });
        return { outcome: verdict?.outcome, states: verdict?.states };
      }
      case 'settle': {
        if (this.#open.length === 0) return null;
        const which = step.which % this.#open.length;
        const { reservation, at } = step.again ? this.#open[which]! : this.#open.splice(which, 1)[0]!;
        const settling = { reservation, admittedAt: at, taken: used(reservation, step), isRepeated: false, ageMs: 0 };
        return this.#settled(settling);
      }
      case 'elsewhere': {
        const reservation = this.#reservation([3, 4], step);
        const elsewhere = { reservation, admittedAt: null, taken: used(reservation, step) };
        const settling = { ...elsewhere, isRepeated: step.again, ageMs: 0 };
        const first = await this.#settled(settling);
        return step.again ? [first, await this.#settled(settling)] : first;
      }
      case 'beat':
        await this.store.extend(this.#open.map(({ reservation }) => reservation));
        return null;
      case 'seed':
        for (const constraint of this.constraints) {
          if (constraint.kind === 'budget') await this.store.seed(constraint, step.used);
        }
        return null;
    }
  }

  #reservation(limits: readonly number[], demand: { tokens: number; spend: number }): Reservation {
    const constraints = limits.map((index) => this.constraints[index]!);
    const shares = constraints.map((constraint) => share(constraint, { ...demand, guessedTokens: 0 }));
    this.#made += 1;
    return { id: `r${this.#made}`, constraints, shares };
  }

  /** Sorted: which of two budgets speaks first means nothing. */
  async #settled(settling: Settling): Promise<unknown> {
    const crossings = await this.store.settle(settling);
    const told = crossings?.map(({ threshold, spent }) => [threshold, spent] as const);
    return told?.sort(([one, oneSpent], [other, otherSpent]) => oneSpent - otherSpent || one - other);
  }
}

function used({ constraints }: Reservation, consumption: { tokens: number; spend: number }): number[] {
  return constraints.map((constraint) => taken(constraint, consumption));
}
