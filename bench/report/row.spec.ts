import { expect, test } from 'vitest';
import { added } from './row.ts';

test('what a subject adds is its figure less the direct one of the same round', () => {
  const all = { direct: [1, 2], floor: [4, 4], gateway: [5, 7] };
  expect(added(all)).toEqual({ floor: [3, 2], gateway: [4, 5] });
});
