import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alphanumericId } from './tool-call-ids.js';

test('any id becomes nine letters and digits', () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(alphanumericId(id)).toMatch(/^[a-zA-Z0-9]{9}$/);
    }),
  );
});

test('ids of one conversation stay apart', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => alphanumericId(`call_${index}`));
  expect(new Set(ids).size).toBe(ids.length);
});

test('nodes of other versions give the same, or calls lose their results', () => {
  expect(alphanumericId('call_abc123')).toBe('9ktDH4IsY');
});
