import type { Clock } from '../../kernel/clock.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { BudgetConstraint, Constraint } from './constraint.js';
import {
  type ConstraintState,
  type Crossing,
  LAPSED_TTL_MS,
  type LimitsStore,
  type Reservation,
  RESERVATION_TTL_MS,
  type Settling,
  type StoreVerdict,
} from './limits.store.js';
import { EXTEND, RESERVE, RESERVE_REQUEST, SEED, SETTLE } from './redis/scripts.js';
import { WINDOW_MS, type WindowVerdict } from './sliding-window.js';

const KIND = { requests: 'r', tokens: 't', concurrency: 'c', budget: 'b' } as const;
const OUTCOMES = ['refused', 'admitted', 'unknown'] as const;
const DAY_MS = 86_400_000;
/** A counter outlives its period: while it is there, whoever was told of a threshold is not told again. */
const COUNTER_TTL_MS = { day: 2 * DAY_MS, month: 32 * DAY_MS, total: 366 * DAY_MS } as const;
/** Longer than anything is held. */
const HOLDS_TTL_MS = 7 * DAY_MS;
/** Holds that one call speaks for: Redis is busy for well under a millisecond. */
const EXTENDED_AT_ONCE = 200;

/** Counts shared by all nodes: one script call, atomic, per request. */
export class RedisLimitsStore implements LimitsStore {
  /**
   * Without a clock the scripts ask Redis for the time, the only clock that all nodes share. A test gives one, so that
   * the very scripts that run in production can be examined at the edges of their windows, without waiting.
   */
  constructor(
    private readonly redis: Pick<RedisConnection, 'run'>,
    private readonly clock: Clock | null = null,
    private readonly ttlMs = RESERVATION_TTL_MS,
    private readonly reserving = RESERVE,
  ) {}

  reserveRequest({ key, limit }: Pick<Constraint, 'key' | 'limit'>): Promise<WindowVerdict> | null {
    const reply = this.redis.run(RESERVE_REQUEST, [key], [this.#time(), WINDOW_MS, limit]);
    return reply === null ? null : reply.then(toWindowVerdict);
  }

  reserve({ id, constraints, shares }: Reservation): Promise<StoreVerdict> | null {
    const { keys, limits } = packed(constraints);
    const args = [this.#time(), id, this.ttlMs, LAPSED_TTL_MS, HOLDS_TTL_MS, limits, shares.join(' ')];
    const reply = this.redis.run(this.reserving, keys, args);
    return reply === null ? null : reply.then((values) => toVerdict(values, constraints.length));
  }

  settle({ reservation, admittedAt, taken, isRepeated, ageMs }: Settling): Promise<readonly Crossing[]> | null {
    const { id, constraints, shares } = reservation;
    const { settled, settledKeys, settledKinds } = packed(constraints);
    // A window of tokens corrects itself within a minute; correcting it twice would be worse.
    const kinds = isRepeated ? settledKinds.replaceAll('t', '-') : settledKinds;
    const held = settled.map((index) => shares[index]).join(' ');
    const used = settled.map((index) => taken[index]).join(' ');
    const args = [this.#time(), id, admittedAt ?? '', LAPSED_TTL_MS, kinds, held, used, Math.floor(ageMs)];
    const reply = this.redis.run(SETTLE, settledKeys, args);
    return reply === null ? null : reply.then((values) => toCrossings(values, constraints, settled));
  }

  extend(reservations: readonly Reservation[]): Promise<unknown> | null {
    const holds = reservations.flatMap((reservation) => this.#holdsOf(reservation));
    const calls: Promise<unknown>[] = [];
    for (let from = 0; from < holds.length; from += EXTENDED_AT_ONCE) {
      const some = holds.slice(from, from + EXTENDED_AT_ONCE);
      const keys = some.map(({ key }) => key);
      const call = this.redis.run(EXTEND, keys, [this.#time(), this.ttlMs, ...some.map(({ member }) => member)]);
      // Those that were asked before are waited for all the same: a rejection that nobody hears ends the process.
      if (call === null) break;
      calls.push(call);
    }
    return calls.length === 0 ? null : Promise.all(calls);
  }

  seed(constraint: BudgetConstraint, used: number): Promise<unknown> | null {
    return this.redis.run(SEED, keysOf(constraint), [this.#time(), used, COUNTER_TTL_MS[constraint.period]]);
  }

  #holdsOf({ id, constraints, shares }: Reservation): { key: string; member: string }[] {
    return constraints.flatMap((constraint, index) => {
      if (constraint.kind === 'concurrency') return [{ key: constraint.key, member: id }];
      return constraint.kind === 'budget' ? [{ key: heldOf(constraint.key), member: `${id}:${shares[index]!}` }] : [];
    });
  }

  #time(): number | '' {
    return this.clock?.now() ?? '';
  }
}

/** In the same slot as its counter. */
function heldOf(key: string): string {
  return `${key}:held`;
}

function toWindowVerdict([allowed, used, resetMs, retryAfterMs]: readonly number[]): WindowVerdict {
  return { allowed: allowed === 1, used: used!, resetMs: resetMs!, retryAfterMs: retryAfterMs! };
}

function toVerdict(values: readonly number[], count: number): StoreVerdict {
  const states: ConstraintState[] = [];
  for (let at = 2; at < 2 + count * 4; at += 4) {
    states.push({
      used: values[at]!,
      resetMs: values[at + 1]!,
      waitMs: values[at + 2]!,
      isFirst: values[at + 3] === 1,
    });
  }
  return { outcome: OUTCOMES[values[0]!]!, at: values[1]!, states };
}

function toCrossings(
  values: readonly number[],
  constraints: readonly Constraint[],
  settled: readonly number[],
): Crossing[] {
  return settled.flatMap((index, at) => {
    const constraint = constraints[index]!;
    const threshold = values[at * 2]!;
    if (constraint.kind !== 'budget' || threshold === 0) return [];
    return [{ constraint, threshold, spent: values[at * 2 + 1]! }];
  });
}

/** What of a call is the same for every request under the same plan. */
interface Packed {
  readonly keys: string[];
  readonly limits: string;
  /** Which of the constraints have anything to correct. */
  readonly settled: readonly number[];
  readonly settledKeys: string[];
  readonly settledKinds: string;
}

const PACKED = new WeakMap<readonly Constraint[], Packed>();

function packed(constraints: readonly Constraint[]): Packed {
  let call = PACKED.get(constraints);
  if (call === undefined) {
    const settled = [...constraints.keys()].filter((index) => constraints[index]!.kind !== 'requests');
    const ofSettled = settled.map((index) => constraints[index]!);
    call = {
      keys: constraints.flatMap(keysOf),
      limits: constraints.map(({ kind, limit }) => `${KIND[kind]}${limit}`).join(' '),
      settled,
      settledKeys: ofSettled.flatMap(keysOf),
      settledKinds: ofSettled.map(settledKind).join(' '),
    };
    PACKED.set(constraints, call);
  }
  return call;
}

function keysOf({ kind, key }: Constraint): string[] {
  return kind === 'budget' ? [key, heldOf(key)] : [key];
}

function settledKind(constraint: Constraint): string {
  return constraint.kind === 'budget' ? `b${constraint.thresholds.join(',')}` : KIND[constraint.kind];
}
