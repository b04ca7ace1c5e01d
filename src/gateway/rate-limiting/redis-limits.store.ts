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
/** A counter that nobody asked for is forgotten; the ledger can tell it again. */
const COUNTER_TTL_MS = 7 * 86_400_000;
/** Holds that one call speaks for: Redis is busy for well under a millisecond. */
const EXTENDED_AT_ONCE = 200;

/** Counts shared by all nodes: one script call, atomic, per request. */
export class RedisLimitsStore implements LimitsStore {
  /**
   * Without a clock the scripts ask Redis for the time, the only clock that all nodes share. A test gives one, so that
   * the very scripts that run in production can be examined at the edges of their windows, without waiting.
   */
  constructor(
    private readonly redis: RedisConnection,
    private readonly clock: Clock | null = null,
    private readonly ttlMs = RESERVATION_TTL_MS,
  ) {}

  reserveRequest({ key, limit }: Pick<Constraint, 'key' | 'limit'>): Promise<WindowVerdict> | null {
    const reply = this.redis.run(RESERVE_REQUEST, [key], [this.#time(), WINDOW_MS, limit]);
    return reply === null ? null : reply.then(toWindowVerdict);
  }

  reserve({ id, constraints, shares }: Reservation): Promise<StoreVerdict> | null {
    const args: (string | number)[] = [this.#time(), id, this.ttlMs, LAPSED_TTL_MS];
    for (const [index, constraint] of constraints.entries()) {
      args.push(KIND[constraint.kind], constraint.limit, shares[index]!, COUNTER_TTL_MS);
    }
    const reply = this.redis.run(RESERVE, this.#keys(constraints), args);
    return reply === null ? null : reply.then((values) => toVerdict(values, constraints.length));
  }

  settle({ reservation, admittedAt, taken, isRepeated }: Settling): Promise<readonly Crossing[]> | null {
    const { id, constraints, shares } = reservation;
    const args: (string | number)[] = [this.#time(), id, admittedAt ?? '', LAPSED_TTL_MS];
    for (const [index, constraint] of constraints.entries()) {
      // A window corrects itself within a minute; correcting it twice would be worse.
      const kind = constraint.kind === 'tokens' && isRepeated ? '-' : KIND[constraint.kind];
      const thresholds = constraint.kind === 'budget' ? constraint.thresholds.join(',') : '';
      args.push(kind, shares[index]!, taken[index]!, thresholds);
    }
    const reply = this.redis.run(SETTLE, this.#keys(constraints), args);
    return reply === null ? null : reply.then((values) => toCrossings(values, constraints));
  }

  extend(reservations: readonly Reservation[]): Promise<unknown> | null {
    const holds = reservations.flatMap((reservation) => this.#holdsOf(reservation));
    const calls: Promise<unknown>[] = [];
    for (let from = 0; from < holds.length; from += EXTENDED_AT_ONCE) {
      const some = holds.slice(from, from + EXTENDED_AT_ONCE);
      const keys = some.map(({ key }) => key);
      const call = this.redis.run(EXTEND, keys, [this.#time(), this.ttlMs, ...some.map(({ member }) => member)]);
      if (call === null) return null;
      calls.push(call);
    }
    return Promise.all(calls);
  }

  seed(constraint: BudgetConstraint, used: number): Promise<unknown> | null {
    return this.redis.run(SEED, this.#keys([constraint]), [used, COUNTER_TTL_MS]);
  }

  #holdsOf({ id, constraints, shares }: Reservation): { key: string; member: string }[] {
    return constraints.flatMap((constraint, index) => {
      if (constraint.kind === 'concurrency') return [{ key: constraint.key, member: id }];
      return constraint.kind === 'budget' ? [{ key: heldOf(constraint.key), member: `${id}:${shares[index]!}` }] : [];
    });
  }

  #keys(constraints: readonly Constraint[]): string[] {
    return constraints.flatMap(({ key }) => [key, heldOf(key)]);
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

function toCrossings(values: readonly number[], constraints: readonly Constraint[]): Crossing[] {
  return constraints.flatMap((constraint, index) => {
    const threshold = values[index * 2]!;
    if (constraint.kind !== 'budget' || threshold === 0) return [];
    return [{ constraint, threshold, spent: values[index * 2 + 1]! }];
  });
}
