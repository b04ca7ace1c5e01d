import { expect, it } from 'vitest';
import { isSameValue } from './same-value.js';
import { Secret } from './secret.js';

const provider = { name: 'a', key: new Secret('one'), quirks: { fields: ['store'] }, region: undefined };

it.for([
  [{ ...provider, key: new Secret('one') }, true],
  [{ name: 'a', key: new Secret('one'), quirks: { fields: ['store'] } }, true],
  [{ ...provider, key: new Secret('two') }, false],
  [{ ...provider, key: 'one' }, false],
  [{ ...provider, quirks: { fields: ['store', 'user'] } }, false],
  [{ ...provider, quirks: { fields: { 0: 'store' } } }, false],
  [{ ...provider, concurrency: 1 }, false],
  [null, false],
] as const)('case %#: %o', ([other, isSame]) => {
  expect(isSameValue(provider, other)).toBe(isSame);
  expect(isSameValue(other, provider)).toBe(isSame);
});

it.for([
  [1n, 1n, true],
  [Number.NaN, Number.NaN, true],
  [[1, 2], [1, 2], true],
  [[], {}, false],
  ['1', 1, false],
] as const)('%o and %o: %s', ([one, other, isSame]) => {
  expect(isSameValue(one, other)).toBe(isSame);
});
