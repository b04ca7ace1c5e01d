import { type Clock, systemClock } from '../../kernel/clock.js';
import { randomHex } from '../../kernel/ids.js';
import type { BudgetConstraint } from './constraint.js';
import type { Crossing } from './limits.store.js';

/** What the limiter wants to know, and whom it tells. */
export interface Surroundings {
  readonly clock: Clock;
  /** A new reservation's id, unique over all nodes. */
  readonly newId: () => string;
  /** What was used of a budget so far, by the ledger. Rejects where the ledger cannot tell now. */
  readonly usedBefore: (constraint: BudgetConstraint) => Promise<number>;
  /** Nodes that share the limits, this one included. */
  readonly liveNodes: () => number;
  readonly crossed: (crossing: Crossing) => void;
}

/** A node by itself, where nothing was used before and nobody wants to be told. */
export const ALONE: Surroundings = {
  clock: systemClock,
  newId: randomHex,
  usedBefore: () => Promise.resolve(0),
  liveNodes: () => 1,
  crossed: () => {},
};
