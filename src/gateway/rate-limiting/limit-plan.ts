import type { Budget, BudgetPeriod, LimitLevel, LimitSet, OwnLimits } from '../../kernel/limits.js';
import type { Principal } from '../../kernel/principal.js';
import type { BudgetsDefinition } from '../../state/definition/budgets.definition.js';
import type { LimitSetDefinition, LimitsDefinition } from '../../state/definition/limits.definition.js';
import { budgetWindow } from './budget-window.js';
import type { BudgetConstraint, Constraint, WindowConstraint } from './constraint.js';

/** What the operator decides: `limits:` and `budgets:` of gateway.yaml, and the default of the environment. */
export interface LimitPolicy {
  readonly limits: LimitsDefinition;
  readonly budgets: BudgetsDefinition;
  /** Requests a minute for keys of which nothing else is said. */
  readonly requestsPerMinute: number;
}

/** All limits that one caller's requests pass, as they stand until `validUntil`. Immutable. */
export interface LimitPlan {
  readonly constraints: readonly Constraint[];
  /** Set where a limit of requests is all there is: the cheap way. */
  readonly onlyRequests: WindowConstraint | null;
  /** Whether anybody has to estimate how much the request will use. */
  readonly needsDemand: boolean;
  /** Wall clock, milliseconds: the first of its budgets' periods ends. */
  readonly validUntil: number;
}

interface Level {
  readonly level: LimitLevel;
  readonly name: string | null;
  readonly subject: string | null;
  readonly limits: LimitSet;
  readonly degraded: LimitSetDefinition['degraded'];
  readonly budgets: readonly Budget[];
}

const WINDOWS = [
  ['requests', 'requestsPerMinute', 'rpm'],
  ['tokens', 'tokensPerMinute', 'tpm'],
  ['concurrency', 'concurrency', 'open'],
] as const;

/** @param now wall clock, milliseconds: it decides in which period of a budget the requests fall */
export function limitPlan(principal: Principal, policy: LimitPolicy, now: number): LimitPlan {
  const constraints = levelsOf(principal, policy).flatMap((level) => [
    ...windowsOf(level),
    ...budgetsOf(level, policy.budgets, now),
  ]);
  const [first] = constraints;
  return {
    constraints,
    onlyRequests: constraints.length === 1 && first?.kind === 'requests' ? first : null,
    needsDemand: constraints.some(({ kind }) => kind === 'tokens' || kind === 'budget'),
    validUntil: Math.min(
      ...constraints.map((constraint) => (constraint.kind === 'budget' && constraint.endsAt) || Infinity),
    ),
  };
}

function levelsOf(principal: Principal, { limits, budgets, requestsPerMinute }: LimitPolicy): Level[] {
  const { keyId, userId, team } = principal;
  const keyDefault = { ...limits.key, requestsPerMinute: limits.key.requestsPerMinute ?? requestsPerMinute };
  const levels = [
    level('key', keyId, null, principal.limits.key, keyDefault, budgets.key),
    level('user', userId, null, null, limits.users[userId] ?? limits.user, budgets.users[userId] ?? budgets.user),
  ];
  if (team !== null) {
    const own = {
      limits: limits.teams[team.name] === undefined ? principal.limits.team.limits : null,
      budgets: budgets.teams[team.name] === undefined ? principal.limits.team.budgets : [],
    };
    const set = limits.teams[team.name] ?? limits.team;
    levels.push(level('team', team.id, team.name, own, set, budgets.teams[team.name] ?? budgets.team));
  }
  levels.push(level('global', null, null, null, limits.global, budgets.global));
  return levels;
}

function level(
  kind: LimitLevel,
  subject: string | null,
  name: string | null,
  own: { limits: OwnLimits['limits'] | null; budgets: OwnLimits['budgets'] } | null,
  set: LimitSetDefinition,
  budgets: readonly Budget[],
): Level {
  const limits = {
    requestsPerMinute: own?.limits?.requestsPerMinute ?? set.requestsPerMinute ?? null,
    tokensPerMinute: own?.limits?.tokensPerMinute ?? set.tokensPerMinute ?? null,
    concurrency: own?.limits?.concurrency ?? set.concurrency ?? null,
  };
  const ownBudgets = own?.budgets ?? [];
  return {
    level: kind,
    name,
    subject,
    limits,
    degraded: set.degraded,
    budgets: ownBudgets.length > 0 ? ownBudgets : budgets,
  };
}

function windowsOf({ level: kind, name, subject, limits, degraded }: Level): WindowConstraint[] {
  return WINDOWS.flatMap(([window, field, suffix]) => {
    const limit = limits[field];
    if (limit === null) return [];
    return [{ kind: window, level: kind, name, key: `${slot(kind, subject)}:${suffix}`, limit, degraded }];
  });
}

/** Of several budgets for the same unit, period and zone the smallest counts: they would share a counter. */
function budgetsOf(
  { level: kind, name, subject, budgets }: Level,
  policy: BudgetsDefinition,
  now: number,
): BudgetConstraint[] {
  const byKey = new Map<string, BudgetConstraint>();
  for (const { unit, amount, period, zone: ownZone } of budgets) {
    const zone = ownZone ?? policy.zone;
    const { label, startsAt, endsAt } = budgetWindow(period, zone, now);
    const key = `${slot(kind, subject)}:${unit}:${zoned(period, zone)}:${label}`;
    if ((byKey.get(key)?.limit ?? Infinity) <= amount) continue;
    byKey.set(key, {
      kind: 'budget',
      level: kind,
      name,
      key,
      limit: amount,
      degraded: policy.degraded,
      unit,
      period,
      startsAt,
      endsAt,
      subject,
      thresholds: policy.thresholds.map((percent) => partOf(amount, percent)),
      exhaustedStatus: policy.status,
    });
  }
  return [...byKey.values()];
}

/** Rounded up, exact beyond what a product of numbers holds. */
function partOf(amount: number, percent: number): number {
  return Number((BigInt(amount) * BigInt(percent) + 99n) / 100n);
}

/** What stands in braces decides the slot in a Redis Cluster: all that one level counts lies together. */
function slot(kind: LimitLevel, subject: string | null): string {
  return subject === null ? `{${kind}}` : `{${kind}:${subject}}`;
}

function zoned(period: BudgetPeriod, zone: string): string {
  return period === 'total' ? period : `${period}@${zone}`;
}
