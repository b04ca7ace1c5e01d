import { expect, it } from 'vitest';
import { LabelSet } from './label-set.js';

it('admits a value only once an upstream has answered for it', () => {
  const models = new LabelSet(10);
  expect(models.label('invented', false)).toBe('other');
  expect(models.label('gpt-4o', true)).toBe('gpt-4o');
  expect(models.label('gpt-4o', false)).toBe('gpt-4o');
});

it('never grows past its limit', () => {
  const models = new LabelSet(3);
  const labels = new Set(Array.from({ length: 1000 }, (_, index) => models.label(`model-${index}`, true)));
  expect(labels).toEqual(new Set(['model-0', 'model-1', 'model-2', 'other']));
});
