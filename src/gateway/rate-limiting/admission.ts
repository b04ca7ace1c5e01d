import type { Constraint, WindowConstraint } from './constraint.js';
import type { ConstraintState, Reservation } from './limits.store.js';
import type { WindowVerdict } from './sliding-window.js';

/**
 * Where limits were counted. `memory`: no Redis is configured. `local-fallback`: one is, but is away, and this node goes
 * on by itself.
 */
export type AdmissionMode = 'memory' | 'redis' | 'local-fallback';

/** How a window stands, as clients are told. */
export interface Standing {
  readonly limit: number;
  readonly remaining: number;
  /** Until the window is empty again if nothing else comes, milliseconds. */
  readonly resetMs: number;
}

/** Which limit a request did not fit. */
export interface Refusal {
  readonly constraint: Constraint;
  /** Of the constraint, what the request asked for and what was used already. */
  readonly share: number;
  readonly used: number;
  /** Until it would fit, milliseconds; `null` where waiting does not help. */
  readonly retryAfterMs: number | null;
  /** The limit cannot be counted now and is to refuse then. */
  readonly isBlind: boolean;
  /** The first that this budget refuses, at its present amount. */
  readonly isFirst: boolean;
}

/** What a request holds until it is settled. */
export interface Ticket {
  /** What this node's own store holds for it. */
  readonly reservation: Reservation;
  /** What is booked for all nodes: the limits as they are, not this node's share of them, and those left out meanwhile. */
  readonly asked: Reservation;
  /** When the shared store admitted it, by its clock; `null` where this node did alone. */
  readonly sharedAt: number | null;
  /** The same for this node's own store. */
  readonly localAt: number;
}

export interface Admission {
  readonly mode: AdmissionMode;
  /** The tightest limit of its kind, of those that apply; `null` where none does. */
  readonly requests: Standing | null;
  readonly tokens: Standing | null;
  /** `null` where the request may go on. */
  readonly refusal: Refusal | null;
  /** To be settled; `null` where nothing is held. */
  readonly ticket: Ticket | null;
}

/** A place is free when one of the requests under way ends: that often is worth a try. */
const CONCURRENCY_RETRY_MS = 1000;
/** What cannot be counted now may be again soon. */
const BLIND_RETRY_MS = 1000;

export function unlimited(mode: AdmissionMode): Admission {
  return { mode, requests: null, tokens: null, refusal: null, ticket: null };
}

export function requestAdmission(constraint: WindowConstraint, verdict: WindowVerdict, mode: AdmissionMode): Admission {
  const { limit } = constraint;
  const { allowed, used, resetMs, retryAfterMs } = verdict;
  return {
    mode,
    requests: { limit, remaining: Math.max(0, limit - used), resetMs },
    tokens: null,
    refusal: allowed ? null : { constraint, share: 1, used, retryAfterMs, isBlind: false, isFirst: false },
    ticket: null,
  };
}

export function admitted(
  { constraints }: Reservation,
  states: readonly ConstraintState[],
  mode: AdmissionMode,
  ticket: Ticket,
): Admission {
  return { mode, ...standings(constraints, states), refusal: null, ticket };
}

/** @param now wall clock, milliseconds: until when a budget's period lasts */
export function refused(
  reservation: Reservation,
  states: readonly ConstraintState[],
  mode: AdmissionMode,
  now: number,
): Admission {
  const refusal = longest(reservation, states, now);
  return { mode, ...standings(reservation.constraints, states), refusal, ticket: null };
}

export function refusedBlindly(constraint: Constraint, mode: AdmissionMode): Admission {
  const refusal = { constraint, share: 0, used: 0, retryAfterMs: BLIND_RETRY_MS, isBlind: true, isFirst: false };
  return { mode, requests: null, tokens: null, refusal, ticket: null };
}

function standings(constraints: readonly Constraint[], states: readonly ConstraintState[]) {
  let requests: Standing | null = null;
  let tokens: Standing | null = null;
  for (const [index, { kind, limit }] of constraints.entries()) {
    if (kind !== 'requests' && kind !== 'tokens') continue;
    const { used, resetMs } = states[index]!;
    const standing = { limit, remaining: Math.max(0, limit - used), resetMs };
    if (kind === 'requests') requests = tighter(requests, standing);
    else tokens = tighter(tokens, standing);
  }
  return { requests, tokens };
}

function tighter(one: Standing | null, other: Standing): Standing {
  return one === null || other.remaining < one.remaining ? other : one;
}

/** Of several limits the one that lasts longest is named: who waits for it is not refused by another then. */
function longest({ constraints, shares }: Reservation, states: readonly ConstraintState[], now: number): Refusal {
  let refusal: Refusal | null = null;
  for (const [index, constraint] of constraints.entries()) {
    const { used, waitMs, isFirst } = states[index]!;
    if (waitMs === 0) continue;
    const share = shares[index]!;
    const retryAfterMs = waitOf(constraint, share, waitMs, now);
    if (refusal !== null && (retryAfterMs ?? Infinity) <= (refusal.retryAfterMs ?? Infinity)) continue;
    refusal = { constraint, share, used, retryAfterMs, isBlind: false, isFirst };
  }
  if (refusal === null) throw new Error('A store refused a request that fits all of its limits.');
  return refusal;
}

function waitOf(constraint: Constraint, share: number, waitMs: number, now: number): number | null {
  switch (constraint.kind) {
    case 'requests':
      return waitMs;
    case 'tokens':
      return share > constraint.limit ? null : waitMs;
    case 'concurrency':
      return CONCURRENCY_RETRY_MS;
    case 'budget':
      return constraint.endsAt === null || share > constraint.limit ? null : Math.max(0, constraint.endsAt - now);
  }
}
