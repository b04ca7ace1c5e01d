import { expect, test } from 'vitest';
import { budgetOf, effortFor, effortOf } from './reasoning-budget.js';

test.each(['none', 'low', 'medium', 'high'] as const)('the effort "%s" survives the way over its budget', (effort) => {
  expect(effortOf(budgetOf(effort))).toBe(effort);
});

test.each([
  [512, 'low'],
  [2048, 'medium'],
  [10_000, 'high'],
  [64_000, 'high'],
])('a budget of %d tokens is the effort "%s"', (budget, effort) => {
  expect(effortOf(budget)).toBe(effort);
});

test('an effort that was said is worth more than a budget', () => {
  expect(effortFor({ effort: 'minimal', budgetTokens: 9000 })).toBe('minimal');
  expect(effortFor({ budgetTokens: 9000 })).toBe('high');
  expect(effortFor({ summary: 'auto' })).toBeUndefined();
});
