import type { Clock } from '../../../kernel/clock.js';
import type { RedisConnection } from '../../../redis/redis-connection.js';
import type { BudgetConstraint, Constraint } from '../constraint.js';
import {
  type Crossing,
  type LimitsStore,
  type Reservation,
  RESERVATION_TTL_MS,
  type Settling,
  type StoreVerdict,
} from '../limits.store.js';
import { RedisLimitsStore } from '../redis-limits.store.js';
import type { WindowVerdict } from '../sliding-window.js';
import { type LevelPart, partOf, partsOf, together } from './level-parts.js';
import { RESERVE_BY_ID } from './scripts.js';

/** Levels that are spoken for at the same time. */
const EXTENDED_AT_ONCE = 200;

/**
 * Counts shared by all nodes in a Redis Cluster. What one level counts lies in one slot, and a script sees one slot: each
 * level is asked by a call of its own, all in the same tick. Where one refuses or fails, what others took is given back.
 * So no limit is ever passed; for the time of a round trip more may be reserved than is used, and somebody else be
 * refused who would fit.
 */
export class ClusteredLimitsStore implements LimitsStore {
  readonly #levels: RedisLimitsStore;
  /** When each level admitted it, by the clock of its own server. */
  readonly #admittedAt = new WeakMap<Reservation, readonly number[]>();
  /** Told by one level while another could not be reached; a threshold is told once only. */
  readonly #heard = new WeakMap<Reservation, readonly Crossing[]>();

  constructor(redis: Pick<RedisConnection, 'run'>, clock: Clock | null = null, ttlMs = RESERVATION_TTL_MS) {
    this.#levels = new RedisLimitsStore(redis, clock, ttlMs, RESERVE_BY_ID);
  }

  reserveRequest(constraint: Pick<Constraint, 'key' | 'limit'>): Promise<WindowVerdict> | null {
    return this.#levels.reserveRequest(constraint);
  }

  reserve(reservation: Reservation): Promise<StoreVerdict> | null {
    const parts = partsOf(reservation.constraints);
    if (parts.length === 1) return this.#levels.reserve(reservation);
    const asked: Promise<StoreVerdict>[] = [];
    for (const part of parts) {
      const call = this.#levels.reserve(partOf(part, reservation));
      if (call === null) break;
      asked.push(call);
    }
    return asked.length === 0 ? null : this.#decided(reservation, parts, asked);
  }

  settle(settling: Settling): Promise<readonly Crossing[]> | null {
    const { reservation, admittedAt, taken } = settling;
    const parts = partsOf(reservation.constraints);
    const times = this.#admittedAt.get(reservation);
    const calls = parts.flatMap((part, at) => {
      if (!part.settles) return [];
      const when = admittedAt === null ? null : (times?.[at] ?? admittedAt);
      const used = part.indexes.map((index) => taken[index]!);
      return [
        this.#levels.settle({ ...settling, reservation: partOf(part, reservation), admittedAt: when, taken: used }),
      ];
    });
    if (calls.length > 0 && calls.every((call) => call === null)) return null;
    return this.#settled(reservation, calls.map(sent));
  }

  async extend(reservations: readonly Reservation[]): Promise<void> {
    const levels = new Map<string, Reservation[]>();
    for (const reservation of reservations) {
      for (const part of partsOf(reservation.constraints)) {
        const level = levels.get(part.tag);
        if (level === undefined) levels.set(part.tag, [partOf(part, reservation)]);
        else level.push(partOf(part, reservation));
      }
    }
    const calls = [...levels.values()];
    for (let from = 0; from < calls.length; from += EXTENDED_AT_ONCE) {
      // A server that is away keeps nobody from being spoken for at another; the next beat comes before anything lapses.
      await Promise.allSettled(calls.slice(from, from + EXTENDED_AT_ONCE).map((level) => this.#levels.extend(level)));
    }
  }

  seed(constraint: BudgetConstraint, used: number): Promise<unknown> | null {
    return this.#levels.seed(constraint, used);
  }

  async #decided(
    reservation: Reservation,
    parts: readonly LevelPart[],
    asked: readonly Promise<StoreVerdict>[],
  ): Promise<StoreVerdict> {
    const answers = await Promise.allSettled(asked);
    const verdicts = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    if (verdicts.length === parts.length && verdicts.every(({ outcome }) => outcome === 'admitted')) {
      this.#admittedAt.set(
        reservation,
        verdicts.map(({ at }) => at),
      );
      return together(reservation, parts, verdicts);
    }
    const givenBack = this.#giveBack(reservation, parts, answers);
    if (verdicts.length < parts.length || !verdicts.some(({ outcome }) => outcome === 'refused')) {
      // It may be asked again under the same id, which what is given back must not meet.
      await givenBack;
    } else {
      // What does not get through lapses: nobody speaks for it.
      givenBack.catch(() => undefined);
    }
    if (verdicts.length < parts.length) throw failureOf(answers);
    return together(reservation, parts, verdicts);
  }

  async #giveBack(
    { id, shares }: Reservation,
    parts: readonly LevelPart[],
    answers: readonly PromiseSettledResult<StoreVerdict>[],
  ): Promise<void> {
    const calls = answers.flatMap((answer, at) => {
      if (answer.status !== 'fulfilled' || answer.value.outcome !== 'admitted') return [];
      const { indexes, givenBack } = parts[at]!;
      const held = indexes.map((index) => shares[index]!);
      const reservation = { id, constraints: givenBack, shares: held };
      const nothing = held.map(() => 0);
      return [
        this.#levels.settle({ reservation, admittedAt: answer.value.at, taken: nothing, isRepeated: false, ageMs: 0 }),
      ];
    });
    await Promise.all(calls.map(sent));
  }

  async #settled(reservation: Reservation, calls: readonly Promise<readonly Crossing[]>[]) {
    const answers = await Promise.allSettled(calls);
    const crossings = [
      ...(this.#heard.get(reservation) ?? []),
      ...answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
    ];
    if (answers.every(({ status }) => status === 'fulfilled')) {
      this.#heard.delete(reservation);
      return crossings;
    }
    this.#heard.set(reservation, crossings);
    throw failureOf(answers);
  }
}

function sent<Reply>(call: Promise<Reply> | null): Promise<Reply> {
  return call ?? Promise.reject(away());
}

function failureOf(answers: readonly PromiseSettledResult<unknown>[]): Error {
  const failed = answers.find((answer) => answer.status === 'rejected');
  return failed === undefined ? away() : (failed.reason as Error);
}

function away(): Error {
  return new Error('Redis went away between the levels of one request');
}
