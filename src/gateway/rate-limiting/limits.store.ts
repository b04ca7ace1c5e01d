import type { BudgetConstraint, Constraint, WindowConstraint } from './constraint.js';
import type { WindowVerdict } from './sliding-window.js';

/** What a store says of one constraint. */
export interface ConstraintState {
  /**
   * With this request where it was admitted. Of budgets, what is reserved counts as used; -1 where the counter is not
   * there.
   */
  readonly used: number;
  /** Until a window is empty again if nothing else comes, milliseconds; 0 for what has no window. */
  readonly resetMs: number;
  /** Until this request would fit, milliseconds; 0 where it does, -1 where the store's time alone does not tell. */
  readonly waitMs: number;
  /** This is the first request for which what is spent of the budget leaves no room, at its present amount. */
  readonly isFirst: boolean;
}

export interface StoreVerdict {
  /**
   * `unknown`: a budget's counter is not there, because it was never used in this period or the store lost it. Nothing
   * was taken; it has to be told by `seed` first.
   */
  readonly outcome: 'admitted' | 'refused' | 'unknown';
  /** The store's clock, milliseconds. */
  readonly at: number;
  /** One for each constraint, in their order. */
  readonly states: readonly ConstraintState[];
}

/** One request and what it wants of each of its constraints. */
export interface Reservation {
  /** Ours, unique over all nodes. */
  readonly id: string;
  readonly constraints: readonly Constraint[];
  /** In the same order. Whole, never negative. */
  readonly shares: readonly number[];
}

/** What is corrected once a request is over. */
export interface Settling {
  readonly reservation: Reservation;
  /** When the store admitted it, by its clock; `null` where something else did, so that it holds nothing here. */
  readonly admittedAt: number | null;
  /** What it took in truth, in the order of the constraints. */
  readonly taken: readonly number[];
  /** Not sent for the first time: it may have been done already. */
  readonly isRepeated: boolean;
  /** How long ago the request ended, milliseconds: what ended before a counter was told is in it already. */
  readonly ageMs: number;
}

/** One of a budget's thresholds was reached, by this request first of all. */
export interface Crossing {
  readonly constraint: BudgetConstraint;
  readonly threshold: number;
  readonly spent: number;
}

/**
 * Where limits are counted. Every call is atomic over all its constraints, whoever asks at the same moment: all of a
 * reservation is taken or nothing. What a request holds is given back when nobody has spoken for it for the time to
 * live: its node died. `null`, at once, or a rejection: the store is away.
 */
export interface LimitsStore {
  /** Where a limit of requests is all there is: nothing to settle. */
  reserveRequest(constraint: Pick<WindowConstraint, 'key' | 'limit'>): WindowVerdict | Promise<WindowVerdict> | null;
  reserve(reservation: Reservation): StoreVerdict | Promise<StoreVerdict> | null;
  /** Once for each reservation, however often it is called. */
  settle(settling: Settling): readonly Crossing[] | Promise<readonly Crossing[]> | null;
  /** These are still under way. */
  extend(reservations: readonly Reservation[]): void | Promise<unknown> | null;
  /** What was used of a budget before this counter began; what is there already stands. */
  seed(constraint: BudgetConstraint, used: number): void | Promise<unknown> | null;
}

/** How long what a request holds outlives the last word of its node. */
export const RESERVATION_TTL_MS = 60_000;
/** How long a reservation that lapsed may still be settled. */
export const LAPSED_TTL_MS = 3_600_000;
/** A token window counts in buckets of a second: a token is given back up to that much late, never early. */
export const BUCKET_MS = 1000;
