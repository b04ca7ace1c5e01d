import { expect, it } from 'vitest';
import type { ObservedAttempt, RouteDecision } from '../../observability/observed-request.js';
import { routeTraceOf } from './route-trace.js';

const route: RouteDecision = { name: 'chat', chosen: ['a/m (weighted)'], skipped: {}, affinity: 'hit' };
const answered: ObservedAttempt = {
  provider: 'b',
  model: 'm',
  outcome: 'answered',
  error: null,
  milliseconds: 12.3456,
};
const failed: ObservedAttempt = { ...answered, provider: 'a', outcome: 'failed', error: { code: 'provider_error' } };

it.for([
  ['no route', null],
  ['a route', route],
  ['a new session', { ...route, affinity: 'new' }],
] as const)('%s whose first target answered says nothing', ([, decided]) => {
  expect(routeTraceOf(decided, [answered])).toBeNull();
});

it.for([
  ['a target that was passed by', { ...route, skipped: { 'a/m': 'open' } }],
  ['a session that moved', { ...route, affinity: 'moved' }],
] as const)('%s is said, without a list of one try', ([, decided]) => {
  expect(routeTraceOf(decided, [answered])).toEqual({ route: decided, tries: undefined });
});

it('several tries are said one by one, with a route and without', () => {
  const tries = [
    { provider: 'a', model: 'm', outcome: 'failed', error: 'provider_error', ms: 12.35 },
    { provider: 'b', model: 'm', outcome: 'answered', error: undefined, ms: 12.35 },
  ];
  expect(routeTraceOf(route, [failed, answered])).toEqual({ route, tries });
  expect(routeTraceOf(null, [failed, answered])).toEqual({ route: undefined, tries });
});
