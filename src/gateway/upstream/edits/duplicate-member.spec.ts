import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonObjectText } from '../../../../test/fakes/json-text.arbitrary.ts';
import { hasDuplicateMember } from './duplicate-member.js';
import { topLevelMembers } from './top-level-members.js';

test.each([
  ['{"model":1}', false],
  ['{"a":1}', false],
  ['{"model":1,"model":2}', true],
  ['{"model":1,"mod\\u0065l":2}', true],
  ['{"\\u006dodel":1,"\\u006Dodel":2}', true],
  ['{"model":"model"}', false],
  ['{"model":1,"a":{"model":2}}', false],
  ['{"model":1,"a":"caf\\u00e9"}', false],
])('%s: %s', (text, expected) => {
  expect(hasDuplicateMember(Buffer.from(text), 'model')).toBe(expected);
});

test('agrees with a full scan of any object', () => {
  fc.assert(
    fc.property(jsonObjectText, fc.constantFrom('a', 'b', 'model', '__proto__'), (text, key) => {
      const body = Buffer.from(text);
      const occurrences = topLevelMembers(body).filter((member) => member.key === key).length;
      expect(hasDuplicateMember(body, key)).toBe(occurrences > 1);
    }),
    { numRuns: 1000 },
  );
});
