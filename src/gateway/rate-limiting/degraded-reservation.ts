import type { BudgetConstraint, Constraint } from './constraint.js';
import type { Reservation } from './limits.store.js';

/** What remains to be asked of this node's own store while the shared one is away. */
export interface DegradedReservation {
  readonly reservation: Reservation;
  /** A limit that refuses everything it cannot count; `null` where there is none. */
  readonly closed: Constraint | null;
}

/**
 * Each limit by its own mode: `open` is left out, `closed` refuses, `local` becomes this node's share.
 *
 * @param nodes that share the limits, this one included
 * @param lastSeen what all nodes together had used of a budget when this one last heard of it
 */
export function degradedReservation(
  { id, constraints, shares }: Reservation,
  nodes: number,
  lastSeen: (constraint: BudgetConstraint) => number,
): DegradedReservation {
  const kept: Constraint[] = [];
  const keptShares: number[] = [];
  let closed: Constraint | null = null;
  for (const [index, constraint] of constraints.entries()) {
    if (constraint.degraded === 'open') continue;
    if (constraint.degraded === 'closed') closed ??= constraint;
    const limit = localLimit(constraint, nodes, lastSeen);
    kept.push(limit === constraint.limit ? constraint : { ...constraint, limit });
    keptShares.push(shares[index]!);
  }
  return { reservation: { id, constraints: kept, shares: keptShares }, closed };
}

/** Nodes together stay within the limit, but for limits smaller than their number: each lets one through then. */
function localLimit(constraint: Constraint, nodes: number, lastSeen: (constraint: BudgetConstraint) => number): number {
  const { limit } = constraint;
  if (nodes <= 1) return limit;
  if (constraint.kind !== 'budget') return Math.max(1, Math.floor(limit / nodes));
  const seen = Math.min(limit, lastSeen(constraint));
  return seen + Math.floor((limit - seen) / nodes);
}
