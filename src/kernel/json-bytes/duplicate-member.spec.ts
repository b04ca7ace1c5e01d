import { expect, test } from 'vitest';
import { hasDuplicateMember } from './duplicate-member.js';

test.each([
  ['{"model":1}', false],
  ['{"a":1}', false],
  ['{"model":1,"model":2}', true],
  ['{"model":1,"model":2,"mod\\u0065l":3}', true],
  ['{"model":"model"}', false],
  ['{"model":1,"a":{"model":2}}', false],
  ['{"model":1,"a":"caf\\u00e9"}', false],
])('%s: %s', (text, expected) => {
  expect(hasDuplicateMember(Buffer.from(text), 'model')).toBe(expected);
});
