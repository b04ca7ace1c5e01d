import type { Constraint } from '../constraint.js';
import type { ConstraintState, Reservation, StoreVerdict } from '../limits.store.js';

/** What of a reservation lies in one slot of a cluster: the limits of one level. */
export interface LevelPart {
  /** By which the slot is chosen. */
  readonly tag: string;
  readonly constraints: readonly Constraint[];
  /** Where they are among all of the reservation. */
  readonly indexes: readonly number[];
  /** There is anything to correct when the request is over. */
  readonly settles: boolean;
  /**
   * The same, as they are settled when another level refused: a counted request goes by its id, as a lease does, and no
   * threshold is told by what was never used.
   */
  readonly givenBack: readonly Constraint[];
}

const PARTS = new WeakMap<readonly Constraint[], readonly LevelPart[]>();

/** Made once for each plan. */
export function partsOf(constraints: readonly Constraint[]): readonly LevelPart[] {
  let parts = PARTS.get(constraints);
  if (parts === undefined) {
    const byTag = Map.groupBy(constraints.keys(), (index) => tagOf(constraints[index]!.key));
    parts = [...byTag].map(([tag, indexes]) => {
      const own = indexes.map((index) => constraints[index]!);
      const settles = own.some(({ kind }) => kind !== 'requests');
      return { tag, constraints: own, indexes, settles, givenBack: own.map(givenBack) };
    });
    PARTS.set(constraints, parts);
  }
  return parts;
}

export function partOf({ constraints, indexes }: LevelPart, { id, shares }: Reservation): Reservation {
  return { id, constraints, shares: indexes.map((index) => shares[index]!) };
}

/**
 * What all levels say together. A refusal stands, whoever does not know a budget: the budget is asked for by the next
 * request that gets so far. Where one would have admitted, its window ends as if it had.
 */
export function together(
  { shares }: Reservation,
  parts: readonly LevelPart[],
  verdicts: readonly StoreVerdict[],
): StoreVerdict {
  const outcomes = new Set(verdicts.map(({ outcome }) => outcome));
  const outcome = outcomes.has('refused') ? 'refused' : outcomes.has('unknown') ? 'unknown' : 'admitted';
  const states: ConstraintState[] = [];
  for (const [at, verdict] of verdicts.entries()) {
    const isGivenBack = verdict.outcome === 'admitted' && outcome !== 'admitted';
    for (const [within, index] of parts[at]!.indexes.entries()) {
      const state = verdict.states[within]!;
      states[index] = isGivenBack ? { ...state, used: state.used - shares[index]! } : state;
    }
  }
  return { outcome, at: verdicts[0]!.at, states };
}

function tagOf(key: string): string {
  return key.slice(key.indexOf('{') + 1, key.indexOf('}'));
}

function givenBack(constraint: Constraint): Constraint {
  if (constraint.kind === 'requests') return { ...constraint, kind: 'concurrency' };
  return constraint.kind === 'budget' ? { ...constraint, thresholds: [] } : constraint;
}
