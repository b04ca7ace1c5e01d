import { describe, expect, test } from 'vitest';
import { NO_LIMITS, UNLIMITED, type OwnLimits } from '../../kernel/limits.js';
import type { Principal } from '../../kernel/principal.js';
import { gatewaySchema } from '../../state/definition/gateway.definition.js';
import { limitPlan, type LimitPolicy } from './limit-plan.js';
import { LimitPlans } from './limit-plans.js';

const NOON = Date.parse('2026-11-28T12:00:00Z');

const principal = (key: OwnLimits = UNLIMITED, team: OwnLimits | null = null): Principal => ({
  keyId: 'K',
  keyPrefix: 'aig_k',
  userId: 'U',
  role: 'member',
  team: team === null ? null : { id: 'T', name: 'payments' },
  limits: { key, team: team ?? UNLIMITED },
});

function policy(definition: object = {}): LimitPolicy {
  const { limits, budgets } = gatewaySchema.parse(definition);
  return { limits, budgets: { ...budgets, webhook: undefined }, requestsPerMinute: 60 };
}

const limitsOf = (who: Principal, definition?: object) =>
  limitPlan(who, policy(definition), NOON).constraints.map(({ key, limit }) => [key, limit]);

describe('what a caller has to pass', () => {
  test('is the default of requests alone where nothing else is said, which is the cheap way', () => {
    const plan = limitPlan(principal(), policy(), NOON);
    expect(plan.onlyRequests).toMatchObject({ kind: 'requests', key: '{key:K}:rpm', limit: 60, degraded: 'local' });
    expect(plan).toMatchObject({ needsDemand: false, validUntil: Infinity });
  });

  test('is what each level says, from the narrowest to the widest', () => {
    const definition = {
      limits: {
        key: { requestsPerMinute: 5 },
        user: { tokensPerMinute: 6 },
        team: { concurrency: 7 },
        global: { requestsPerMinute: 8, degraded: 'closed' },
      },
      budgets: {
        zone: 'Europe/Berlin',
        global: [{ amount: 1.5, period: 'day' }],
        user: [{ tokens: 9, period: 'total' }],
      },
    };
    expect(limitsOf(principal(UNLIMITED, UNLIMITED), definition)).toEqual([
      ['{key:K}:rpm', 5],
      ['{user:U}:tpm', 6],
      ['{user:U}:tokens:total:total', 9],
      ['{team:T}:open', 7],
      ['{global}:rpm', 8],
      ['{global}:spend:day@Europe/Berlin:2026-11-28', 1_500_000_000],
    ]);
  });

  test('prefers the record of a key, and of a team, and the name of a team in the file before that', () => {
    const own = { limits: { ...NO_LIMITS, requestsPerMinute: 2 }, budgets: [] };
    const definition = { limits: { key: { requestsPerMinute: 5 }, team: { requestsPerMinute: 6 } } };
    expect(limitsOf(principal(own, own), definition)).toEqual([
      ['{key:K}:rpm', 2],
      ['{team:T}:rpm', 2],
    ]);
    const named = { limits: { ...definition.limits, teams: { payments: { requestsPerMinute: 9 } } } };
    expect(limitsOf(principal(own, own), named)).toContainEqual(['{team:T}:rpm', 9]);
  });

  test('counts the smaller of two budgets that would share a counter', () => {
    const budgets = {
      key: [
        { tokens: 9, period: 'day' },
        { tokens: 4, period: 'day', zone: 'UTC' },
        { tokens: 7, period: 'day' },
      ],
    };
    expect(limitsOf(principal(), { budgets })).toEqual([
      ['{key:K}:rpm', 60],
      ['{key:K}:tokens:day@UTC:2026-11-28', 4],
    ]);
  });

  test('lies in one slot of a Redis Cluster for each level', () => {
    const sets = { requestsPerMinute: 1, tokensPerMinute: 1, concurrency: 1 };
    const budgets = [
      { amount: 1, period: 'day' },
      { tokens: 1, period: 'month' },
      { tokens: 1, period: 'total' },
    ];
    const definition = {
      limits: { key: sets, user: sets, team: sets, global: sets },
      budgets: { key: budgets, user: budgets, team: budgets, global: budgets },
    };
    const { constraints } = limitPlan(principal(UNLIMITED, UNLIMITED), policy(definition), NOON);
    expect(constraints).toHaveLength(24);
    // What stands between the first braces decides: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
    const tags = constraints.map(({ level, key }) => `${level} ${/\{([^}]+)\}/.exec(key)?.[1]}`);
    expect([...new Set(tags)]).toEqual(['key key:K', 'user user:U', 'team team:T', 'global global']);
    expect(new Set(constraints.map(({ key }) => key)).size).toBe(24);
  });

  test('has thresholds that are whole and never above the budget', () => {
    const definition = { budgets: { thresholds: [100, 33, 80], key: [{ tokens: 7, period: 'total' }] } };
    expect(limitPlan(principal(), policy(definition), NOON).constraints[1]).toMatchObject({ thresholds: [3, 6, 7] });
  });
});

test('a plan is made once, and anew when its period ends or the definition changes', () => {
  let now = NOON;
  let current = policy({ budgets: { key: [{ tokens: 1, period: 'day' }] } });
  const plans = new LimitPlans(() => current, { now: () => now, monotonic: () => now });
  const who = principal();
  const first = plans.of(who);
  expect(plans.of(who)).toBe(first);
  now = Date.parse('2026-11-28T23:59:59.999Z');
  expect(plans.of(who)).toBe(first);
  now += 1;
  const next = plans.of(who);
  expect(next.constraints[1]).toMatchObject({ key: '{key:K}:tokens:day@UTC:2026-11-29' });
  current = policy();
  expect(plans.of(who).onlyRequests).not.toBeNull();
});
