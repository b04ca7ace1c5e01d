import { expect, test } from 'vitest';
import { readUsage, writeUsage } from './usage.js';

test('what Anthropic alone says of the usage comes back', () => {
  const raw = { input_tokens: 3, output_tokens: 2, service_tier: 'standard', speed: 'fast' };
  expect(writeUsage(readUsage(raw), raw)).toMatchObject({ service_tier: 'standard', speed: 'fast' });
});

test.each([
  ['chat', { prompt_tokens: 3, completion_tokens: 2, service_tier: 'default' }],
  ['responses', { input_tokens: 3, output_tokens: 2, total_tokens: 5, service_tier: 'default' }],
])('the tier of another vendor is none of Anthropic’s (%s)', (_, raw) => {
  expect(writeUsage(readUsage({}), raw)).not.toHaveProperty('service_tier');
});
