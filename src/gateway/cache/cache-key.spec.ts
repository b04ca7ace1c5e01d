import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aCacheAsk } from '../../../test/fakes/cache-ask.builder.js';
import type { CacheAsk } from './cache-ask.js';
import { cacheKey } from './cache-key.js';
import type { CacheRule } from './cache-rules.js';

const RULE: CacheRule = {
  mode: 'on-request',
  ttlMs: 1000,
  anyRequest: false,
  route: null,
  byKey: false,
  byTags: false,
};
const { principal } = aCacheAsk();
const keyOf = (ask: Partial<CacheAsk>, rule: Partial<CacheRule> = {}, version = '1.0.0') =>
  cacheKey(version, aCacheAsk(ask), { ...RULE, ...rule });

const SAME = keyOf({});

it('is the same for the same request', () => {
  expect(keyOf({})).toBe(SAME);
  expect(SAME).toMatch(/^[\w-]{43}$/);
});

const DIFFERENT: readonly (readonly [string, string])[] = [
  ['version', keyOf({}, {}, '1.0.1')],
  ['user', keyOf({ principal: { ...principal, userId: 'bob' } })],
  ['team', keyOf({ principal: { ...principal, team: { id: 'team-1', name: 'One' } } })],
  ['route', keyOf({}, { route: 'abc' })],
  ['dialect', keyOf({ dialect: 'openai-responses' })],
  ['model', keyOf({ model: 'gpt-other' })],
  ['stream', keyOf({ stream: true })],
  ['strict', keyOf({ strict: true })],
  ['interruption', keyOf({ interruption: 'raise' })],
  ['protocol header', keyOf({ protocolHeaders: ['anthropic-version', '2023-06-01'] })],
  ['spelling of the body', keyOf({ rawBody: Buffer.concat([aCacheAsk().rawBody, Buffer.from(' ')]) })],
];

it.each(DIFFERENT)('is another for another %s', (_, key) => {
  expect(key).not.toBe(SAME);
});

it('is no two of them', () => {
  expect(new Set(DIFFERENT.map(([, key]) => key)).size).toBe(DIFFERENT.length);
});

it('has the gateway key and the tags in it only where targets are chosen by them', () => {
  const otherKey = { principal: { ...principal, keyId: 'key-2' } };
  expect(keyOf(otherKey)).toBe(SAME);
  expect(keyOf(otherKey, { byKey: true })).not.toBe(keyOf({}, { byKey: true }));
  expect(keyOf({ tags: ['batch'] })).toBe(SAME);
  expect(keyOf({ tags: ['batch'] }, { byTags: true })).not.toBe(keyOf({}, { byTags: true }));
});

it('cannot be forged by what clients write into names and headers', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const parts = fc.record({ model: text, protocolHeaders: fc.array(text, { maxLength: 3 }) });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});
