import {
  type Admission,
  type AdmissionMode,
  admitted,
  refused,
  refusedBlindly,
  requestAdmission,
  type Ticket,
  unlimited,
} from './admission.js';
import {
  type BudgetConstraint,
  type Consumption,
  type Demand,
  share,
  taken,
  type WindowConstraint,
} from './constraint.js';
import { degradedReservation } from './degraded-reservation.js';
import type { LimitPlan } from './limit-plan.js';
import type { LimitsStore, Reservation, StoreVerdict } from './limits.store.js';
import type { MemoryLimitsStore } from './memory-limits.store.js';
import { SettleQueue } from './settle-queue.js';
import type { Surroundings } from './surroundings.js';

/**
 * Admits requests within all limits of their caller, and corrects afterwards what they were thought to need. With Redis
 * the limits hold over all nodes; while Redis is away each limit follows its own degraded mode, and this node's share goes
 * on from what it admitted through Redis before.
 */
export class RateLimiter {
  /** Requests by where their limits were counted. */
  readonly decided: Record<AdmissionMode, number> = { memory: 0, redis: 0, 'local-fallback': 0 };
  readonly #queue: SettleQueue | null;
  readonly #open = new Set<Reservation>();
  readonly #alone: AdmissionMode;

  constructor(
    /** `null` where no Redis is configured. */
    private readonly shared: LimitsStore | null,
    private readonly local: MemoryLimitsStore,
    private readonly around: Surroundings,
  ) {
    this.#queue = shared === null ? null : new SettleQueue(shared, around.crossed, around.clock);
    this.#alone = shared === null ? 'memory' : 'local-fallback';
  }

  /** Never rejects. A promise only if Redis, or the ledger, was asked. */
  admit(plan: LimitPlan, demand: Demand): Admission | Promise<Admission> {
    const decided = this.#decide(plan, demand);
    return decided instanceof Promise ? decided.then(this.#count) : this.#count(decided);
  }

  readonly #count = (admission: Admission): Admission => {
    this.decided[admission.mode] += 1;
    return admission;
  };

  #decide(plan: LimitPlan, demand: Demand): Admission | Promise<Admission> {
    if (plan.onlyRequests !== null) return this.#admitRequest(plan.onlyRequests);
    const { constraints } = plan;
    if (constraints.length === 0) return unlimited(this.shared === null ? 'memory' : 'redis');
    const shares = constraints.map((constraint) => share(constraint, demand));
    const reservation = { id: this.around.newId(), constraints, shares };
    if (this.shared === null) return this.#locally(reservation);
    const asked = this.shared.reserve(reservation);
    if (asked === null) return this.#degraded(reservation);
    return this.#shared(reservation, asked);
  }

  /** Books what the request used in truth: here at once, for all nodes as soon as Redis takes it. */
  settle({ reservation, asked, sharedAt, localAt }: Ticket, consumption: Consumption): void {
    this.#open.delete(reservation);
    const ended = endOf(reservation, consumption);
    const crossings = this.local.settle({ ...ended, admittedAt: localAt, ageMs: 0 });
    if (this.#queue !== null) {
      const forAll = asked === reservation ? ended : endOf(asked, consumption);
      this.#queue.add({ ...forAll, admittedAt: sharedAt });
    } else for (const crossing of crossings) this.around.crossed(crossing);
  }

  /** Speaks for the requests under way, and repeats what Redis has not heard yet. To be called a few times a minute. */
  async beat(): Promise<void> {
    // Nodes are heard through Redis: what is known while it is there is what counts when it is not.
    this.around.liveNodes();
    const open = [...this.#open];
    this.local.extend(open);
    await this.#queue?.flush();
    if (open.length === 0) return;
    try {
      await this.shared?.extend(open);
    } catch {
      // The connection tells of its own trouble; the next beat comes before anything lapses.
    }
  }

  /** Corrections that wait for Redis, and those given up. */
  get unsettled(): { readonly waiting: number; readonly dropped: number } {
    return { waiting: this.#queue?.length ?? 0, dropped: this.#queue?.dropped ?? 0 };
  }

  /** Nodes that share the limits, this one included. */
  get nodes(): number {
    return this.around.liveNodes();
  }

  #admitRequest(constraint: WindowConstraint): Admission | Promise<Admission> {
    const asked = this.shared?.reserveRequest(constraint) ?? null;
    if (!(asked instanceof Promise)) return this.#requestAlone(constraint);
    return asked.then(
      (verdict) => {
        if (verdict.allowed) this.local.recordRequest(constraint.key);
        return requestAdmission(constraint, verdict, 'redis');
      },
      () => this.#requestAlone(constraint),
    );
  }

  #requestAlone(constraint: WindowConstraint): Admission {
    if (this.shared === null) return requestAdmission(constraint, this.local.reserveRequest(constraint), 'memory');
    const { reservation, closed } = this.#reduced({ id: '', constraints: [constraint], shares: [1] });
    if (closed !== null) return refusedBlindly(closed, 'local-fallback');
    const [reduced] = reservation.constraints;
    if (reduced === undefined) return unlimited('local-fallback');
    return requestAdmission(
      { ...constraint, limit: reduced.limit },
      this.local.reserveRequest(reduced),
      'local-fallback',
    );
  }

  async #shared(reservation: Reservation, asked: StoreVerdict | Promise<StoreVerdict>): Promise<Admission> {
    try {
      let verdict = await asked;
      if (verdict.outcome === 'unknown') {
        await this.#seedShared(reservation, verdict);
        const again = await this.shared?.reserve(reservation);
        if (again === null || again === undefined || again.outcome === 'unknown') return this.#degraded(reservation);
        verdict = again;
      }
      return this.#decided(reservation, verdict);
    } catch {
      // Redis may have admitted it all the same: what nobody will use is given back.
      this.#queue?.add({ reservation, admittedAt: 0, taken: reservation.shares.map(() => 0), isRepeated: true });
      return this.#degraded(reservation);
    }
  }

  #decided(reservation: Reservation, { outcome, at, states }: StoreVerdict): Admission {
    if (outcome !== 'admitted') {
      this.#observe(reservation, states);
      this.#tellExhausted(reservation, states);
      return refused(reservation, states, 'redis', this.around.clock.now());
    }
    const ticket = { reservation, asked: reservation, sharedAt: at, localAt: this.local.record(reservation) };
    this.#observe(reservation, states);
    this.#open.add(reservation);
    return admitted(reservation, states, 'redis', ticket);
  }

  /** For the time when Redis is away. After what this request holds is recorded, for that is in it. */
  #observe({ constraints }: Reservation, states: StoreVerdict['states']): void {
    for (const [index, constraint] of constraints.entries()) {
      const { used } = states[index]!;
      // Unknown, while another limit refused already.
      if (constraint.kind === 'budget' && used >= 0) this.local.observe(constraint, used);
    }
  }

  async #seedShared({ constraints }: Reservation, { states }: StoreVerdict): Promise<void> {
    for (const constraint of unknownAmong(constraints, states)) {
      await this.shared?.seed(constraint, await this.around.usedBefore(constraint));
    }
  }

  /** A budget without room for what comes is as good as used up: whoever watches it hears so once. */
  #tellExhausted({ constraints }: Reservation, states: StoreVerdict['states']): void {
    for (const [index, constraint] of constraints.entries()) {
      const { isFirst, used } = states[index]!;
      if (constraint.kind === 'budget' && isFirst) {
        this.around.crossed({ constraint, threshold: constraint.limit, spent: used });
      }
    }
  }

  /** Without the shared store. */
  #degraded(asked: Reservation): Admission | Promise<Admission> {
    const { reservation, closed } = this.#reduced(asked);
    return closed === null ? this.#locally(reservation, asked) : refusedBlindly(closed, 'local-fallback');
  }

  #reduced(reservation: Reservation) {
    return degradedReservation(reservation, this.around.liveNodes(), (budget) => this.local.lastSeen(budget));
  }

  #locally(reservation: Reservation, asked = reservation): Admission | Promise<Admission> {
    const verdict = this.local.reserve(reservation);
    return verdict.outcome === 'unknown'
      ? this.#informed(reservation, asked, verdict)
      : this.#decidedHere(reservation, asked, verdict);
  }

  /** Where nobody knows what is spent, each budget follows its degraded mode; `local` begins at nothing then. */
  async #informed(reservation: Reservation, asked: Reservation, { states }: StoreVerdict): Promise<Admission> {
    const { constraints } = reservation;
    const uncounted = new Set<BudgetConstraint>();
    for (const constraint of unknownAmong(constraints, states)) {
      const used = await this.around.usedBefore(constraint).catch(() => null);
      if (used === null && constraint.degraded === 'closed') return refusedBlindly(constraint, this.#alone);
      if (used === null && constraint.degraded === 'open') uncounted.add(constraint);
      else this.local.seed(constraint, used ?? 0);
    }
    const counted = uncounted.size === 0 ? reservation : without(reservation, uncounted);
    return this.#decidedHere(counted, asked, this.local.reserve(counted));
  }

  #decidedHere(reservation: Reservation, asked: Reservation, { outcome, at, states }: StoreVerdict): Admission {
    if (outcome !== 'admitted') {
      // While Redis is away a node knows of its own part only.
      if (this.shared === null) this.#tellExhausted(reservation, states);
      return refused(reservation, states, this.#alone, this.around.clock.now());
    }
    this.#open.add(reservation);
    return admitted(reservation, states, this.#alone, { reservation, asked, sharedAt: null, localAt: at });
  }
}

function endOf(reservation: Reservation, consumption: Consumption) {
  const used = reservation.constraints.map((constraint) => taken(constraint, consumption));
  return { reservation, taken: used, isRepeated: false };
}

function unknownAmong(
  constraints: Reservation['constraints'],
  states: StoreVerdict['states'],
): readonly BudgetConstraint[] {
  return constraints.filter(
    (constraint, index): constraint is BudgetConstraint => constraint.kind === 'budget' && states[index]!.used < 0,
  );
}

function without({ id, constraints, shares }: Reservation, left: ReadonlySet<unknown>): Reservation {
  return {
    id,
    constraints: constraints.filter((constraint) => !left.has(constraint)),
    shares: shares.filter((_, index) => !left.has(constraints[index])),
  };
}
