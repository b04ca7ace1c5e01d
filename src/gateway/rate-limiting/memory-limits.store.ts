import { assertNever } from '../../kernel/assert-never.js';
import type { Clock } from '../../kernel/clock.js';
import type { BudgetConstraint, Constraint } from './constraint.js';
import {
  type ConstraintState,
  type Crossing,
  type LimitsStore,
  type Reservation,
  RESERVATION_TTL_MS,
  type Settling,
  type StoreVerdict,
} from './limits.store.js';
import { BudgetCounter } from './memory/budget-counter.js';
import { Generations } from './memory/generations.js';
import { Leases } from './memory/leases.js';
import { RequestLog } from './memory/request-log.js';
import { TokenWindow } from './memory/token-window.js';
import { WINDOW_MS, type WindowVerdict } from './sliding-window.js';

/** The ledger can tell a budget again that was forgotten; while it is away it cannot. */
const BUDGETS_KEPT_MS = 86_400_000;
/** A budget that was never used in this period, or was forgotten. */
const UNKNOWN: ConstraintState = { used: -1, resetMs: 0, waitMs: 0, isFirst: false };

/** Exact counts in this process. Answers at once, without a promise: it stands on the path of every request. */
export class MemoryLimitsStore implements LimitsStore {
  readonly #requests: Generations<RequestLog>;
  readonly #tokens: Generations<TokenWindow>;
  readonly #leases: Generations<Leases>;
  readonly #budgets: Generations<BudgetCounter>;

  constructor(
    private readonly clock: Clock,
    maxKeys: number,
    private readonly ttlMs = RESERVATION_TTL_MS,
  ) {
    const now = clock.monotonic();
    this.#requests = new Generations<RequestLog>(maxKeys, now, WINDOW_MS, (log) => log.shrink());
    this.#tokens = new Generations<TokenWindow>(maxKeys, now);
    this.#leases = new Generations<Leases>(maxKeys, now);
    this.#budgets = new Generations<BudgetCounter>(maxKeys, now, BUDGETS_KEPT_MS);
  }

  reserveRequest({ key, limit }: Pick<Constraint, 'key' | 'limit'>): WindowVerdict {
    const now = this.clock.monotonic();
    const log = this.#logOf(key, now);
    const used = log.length;
    if (used < limit) {
      log.push(now);
      return { allowed: true, used: used + 1, resetMs: WINDOW_MS, retryAfterMs: 0 };
    }
    return {
      allowed: false,
      used,
      resetMs: log.at(used - 1) + WINDOW_MS - now,
      // More than one has to expire first where the limit was lowered meanwhile.
      retryAfterMs: log.at(used - limit) + WINDOW_MS - now,
    };
  }

  reserve(reservation: Reservation): StoreVerdict {
    const now = this.clock.monotonic();
    const { constraints, shares } = reservation;
    const judged = constraints.map((constraint, index) => this.#judge(constraint, shares[index]!, now));
    if (judged.includes(UNKNOWN)) return { outcome: 'unknown', at: now, states: judged };
    if (judged.some(({ waitMs }) => waitMs !== 0)) {
      const states = judged.map((state, index) => this.#refused(constraints[index]!, shares[index]!, state, now));
      return { outcome: 'refused', at: now, states };
    }
    this.record(reservation);
    const admitted = judged.map((state, index) => ({
      ...state,
      used: state.used + shares[index]!,
      resetMs: constraints[index]!.kind === 'requests' ? WINDOW_MS : this.#resetMs(constraints[index]!, now),
    }));
    return { outcome: 'admitted', at: now, states: admitted };
  }

  /** Counts what was admitted elsewhere, so that what continues here knows of it. Answers when, by this store's clock. */
  record({ id, constraints, shares }: Reservation): number {
    const now = this.clock.monotonic();
    for (const [index, constraint] of constraints.entries()) {
      const { key } = constraint;
      const share = shares[index]!;
      switch (constraint.kind) {
        case 'requests':
          this.#logOf(key, now).push(now);
          break;
        case 'tokens':
          this.#windowOf(key, now).add(share, now);
          break;
        case 'concurrency':
          this.#leasesOf(key, now).take(id, now + this.ttlMs);
          break;
        case 'budget':
          this.#budgetOf(key, now)?.hold(id, share, now + this.ttlMs);
          break;
        default:
          assertNever(constraint);
      }
    }
    return now;
  }

  /** Counts a request that was admitted elsewhere under a limit of requests alone. */
  recordRequest(key: string): void {
    const now = this.clock.monotonic();
    this.#logOf(key, now).push(now);
  }

  settle({ reservation, admittedAt, taken }: Settling): readonly Crossing[] {
    const now = this.clock.monotonic();
    const { id, constraints, shares } = reservation;
    const crossings: Crossing[] = [];
    for (const [index, constraint] of constraints.entries()) {
      const used = taken[index]!;
      if (constraint.kind === 'concurrency') this.#leasesOf(constraint.key, now).release(id);
      if (constraint.kind === 'tokens' && admittedAt !== null) {
        this.#windowOf(constraint.key, now).correct(used - shares[index]!, admittedAt);
      }
      if (constraint.kind !== 'budget') continue;
      const counter = this.#budgetOf(constraint.key, now);
      // Forgotten meanwhile: whoever asks next hears of it from the ledger.
      if (counter === undefined) continue;
      if (admittedAt === null) counter.book(id, used, now);
      else counter.settle(id, used);
      const threshold = counter.crossed(constraint.thresholds);
      if (threshold !== null) crossings.push({ constraint, threshold, spent: counter.spent });
    }
    return crossings;
  }

  extend(reservations: readonly Reservation[]): void {
    const now = this.clock.monotonic();
    const end = now + this.ttlMs;
    for (const { id, constraints } of reservations) {
      for (const { kind, key } of constraints) {
        if (kind === 'concurrency') this.#leasesOf(key, now).extend(id, end);
        else if (kind === 'budget') this.#budgetOf(key, now)?.extend(id, end);
      }
    }
  }

  seed({ key }: BudgetConstraint, used: number): void {
    const now = this.clock.monotonic();
    if (this.#budgetOf(key, now) === undefined) this.#budgets.put(key, new BudgetCounter(used), now);
  }

  /** What the shared store says is used of a budget, this node's requests included. */
  observe({ key }: BudgetConstraint, used: number): void {
    const now = this.clock.monotonic();
    const counter = this.#budgetOf(key, now) ?? this.#budgets.put(key, new BudgetCounter(0), now);
    counter.observe(used);
  }

  /** What all nodes together had used of a budget when this one last heard of it; 0 where it never did. */
  lastSeen({ key }: BudgetConstraint): number {
    return this.#budgetOf(key, this.clock.monotonic())?.lastSeen ?? 0;
  }

  /** Keys remembered, in use or not yet forgotten. */
  get size(): number {
    return this.#requests.size + this.#tokens.size + this.#leases.size + this.#budgets.size;
  }

  #judge(constraint: Constraint, share: number, now: number): ConstraintState {
    const { key, limit } = constraint;
    switch (constraint.kind) {
      case 'requests': {
        const log = this.#logOf(key, now);
        const used = log.length;
        const resetMs = this.#resetMs(constraint, now);
        const waitMs = used < limit ? 0 : log.at(used - limit) + WINDOW_MS - now;
        return { used, resetMs, waitMs, isFirst: false };
      }
      case 'tokens': {
        const window = this.#windowOf(key, now);
        const { used } = window;
        const waitMs = used + share <= limit ? 0 : window.waitMs(limit - share, now);
        return { used, resetMs: window.resetMs(now), waitMs, isFirst: false };
      }
      case 'concurrency': {
        const { size: used } = this.#leasesOf(key, now);
        return { used, resetMs: 0, waitMs: used < limit ? 0 : -1, isFirst: false };
      }
      case 'budget': {
        const counter = this.#budgetOf(key, now);
        if (counter === undefined) return UNKNOWN;
        const { used } = counter;
        const fits = used + Math.max(share, 1) <= limit;
        return { used, resetMs: 0, waitMs: fits ? 0 : -1, isFirst: false };
      }
      default:
        return assertNever(constraint);
    }
  }

  #refused({ kind, key, limit }: Constraint, share: number, state: ConstraintState, now: number): ConstraintState {
    if (kind !== 'budget' || state.waitMs === 0) return state;
    return { ...state, isFirst: this.#budgetOf(key, now)?.isFirstToHear(share, limit) ?? false };
  }

  #resetMs({ kind, key }: Constraint, now: number): number {
    if (kind === 'tokens') return this.#windowOf(key, now).resetMs(now);
    if (kind !== 'requests') return 0;
    const log = this.#logOf(key, now);
    return log.length === 0 ? 0 : log.at(log.length - 1) + WINDOW_MS - now;
  }

  #logOf(key: string, now: number): RequestLog {
    const log = this.#requests.get(key, now) ?? this.#requests.put(key, new RequestLog(), now);
    log.dropUntil(now - WINDOW_MS);
    return log;
  }

  #windowOf(key: string, now: number): TokenWindow {
    const window = this.#tokens.get(key, now) ?? this.#tokens.put(key, new TokenWindow(), now);
    window.advance(now);
    return window;
  }

  #leasesOf(key: string, now: number): Leases {
    const leases = this.#leases.get(key, now) ?? this.#leases.put(key, new Leases(), now);
    for (const _id of leases.lapse(now));
    return leases;
  }

  #budgetOf(key: string, now: number): BudgetCounter | undefined {
    const counter = this.#budgets.get(key, now);
    counter?.advance(now);
    return counter;
  }
}
