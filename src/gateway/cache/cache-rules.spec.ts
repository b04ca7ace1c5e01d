import { expect, it } from 'vitest';
import { gatewaySchema } from '../../state/definition/gateway.definition.js';
import { buildSnapshot } from '../../state/gateway-snapshot.js';
import { CacheRules } from './cache-rules.js';

const target = { provider: 'echo', model: 'echo' };

/** Rules over a snapshot that a test can change. */
function rulesOver(...routes: object[]) {
  const state = { current: snapshotOf(routes) };
  return { state, rules: new CacheRules(state) };
}

function snapshotOf(routes: readonly object[]) {
  const parsed = gatewaySchema.parse({ routes });
  return buildSnapshot(1, { providers: [], routes: parsed.routes, defaultProvider: 'echo' });
}

it('leaves models without a route to their clients', () => {
  expect(rulesOver().rules.for('gpt-fake')).toEqual({
    mode: 'on-request',
    ttlMs: 600_000,
    anyRequest: false,
    route: null,
    byKey: false,
    byTags: false,
  });
});

it('takes what a route says', () => {
  const cache = { mode: 'read-write', ttl: '2m', anyRequest: true };
  const { rules } = rulesOver({ model: 'fast', targets: [target], cache });
  expect(rules.for('fast')).toMatchObject({ mode: 'read-write', ttlMs: 120_000, anyRequest: true });
});

it('sees conditions over keys and tags at any target', () => {
  const { rules } = rulesOver(
    { model: 'keys', targets: [target, { ...target, when: { keys: ['key-1'] } }] },
    { model: 'tags', targets: [{ ...target, when: { tags: ['batch'] } }] },
    { model: 'tokens', targets: [{ ...target, when: { minTokens: 10 } }] },
  );
  expect(rules.for('keys')).toMatchObject({ byKey: true, byTags: false });
  expect(rules.for('tags')).toMatchObject({ byKey: false, byTags: true });
  expect(rules.for('tokens')).toMatchObject({ byKey: false, byTags: false });
});

it('tells a changed route from what it was, and one that stayed the same from none', () => {
  const fast = { model: 'fast', targets: [target] };
  const { state, rules } = rulesOver(fast);
  const before = rules.for('fast').route;
  expect(before).not.toBeNull();
  state.current = snapshotOf([fast]);
  expect(rules.for('fast').route).toBe(before);
  state.current = snapshotOf([{ ...fast, targets: [{ ...target, model: 'echo-2' }] }]);
  expect(rules.for('fast').route).not.toBe(before);
});
