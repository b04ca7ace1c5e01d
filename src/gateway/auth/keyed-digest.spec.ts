import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyedDigest } from './keyed-digest.js';

it('is HMAC-SHA-256', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.string({ unit: 'binary', maxLength: 300 }), (key, text) => {
      const expected = createHmac('sha256', key).update(text).digest('base64');
      expect(keyedDigest(Buffer.from(key))(text)).toBe(expected);
    }),
  );
});

it('gives the same answer in any order of calls', () => {
  const digest = keyedDigest(randomBytes(32));
  const [one, other] = [digest('one'), digest('a longer other text')];
  expect([digest('a longer other text'), digest('one')]).toEqual([other, one]);
});
