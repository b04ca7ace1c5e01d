import { expect, it } from 'vitest';
import { linearPattern } from './linear-pattern.js';

it('runs in linear time what makes others hang', () => {
  const hard = 'a'.repeat(100_000);
  expect(linearPattern('(a+)+$')?.test(`${hard}b`)).toBe(false);
});

it.for(['(a)\\1', '(?=a)', '(?<!a)b', 'a{17}', '('])('refuses %s', (source) => {
  expect(linearPattern(source)).toBeNull();
});

it('finds what it says', () => {
  const pattern = linearPattern('acct-\\d{4}') as RegExp;
  expect('acct-1234 and acct-5678'.replaceAll(pattern, '*')).toBe('* and *');
});
