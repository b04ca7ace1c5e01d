import { expect, it } from 'vitest';
import { rulesFor } from './models.js';

it.for<[string, object]>([
  ['claude-3-haiku-20240307', { maxOutputTokens: 4096, thinking: 'none' }],
  ['claude-3-5-haiku-20241022', { maxOutputTokens: 8192, thinking: 'none' }],
  ['claude-3-7-sonnet-20250219', { maxOutputTokens: 64_000, thinking: 'budget' }],
  ['claude-opus-4-20250514', { maxOutputTokens: 32_000, thinking: 'budget' }],
  ['claude-opus-4@20250514', { maxOutputTokens: 32_000, thinking: 'budget' }],
  ['claude-opus-4-1-20250805', { maxOutputTokens: 32_000, thinking: 'budget' }],
  ['claude-sonnet-4-20250514', { maxOutputTokens: 64_000, thinking: 'budget' }],
  ['us.anthropic.claude-haiku-4-5-20251001-v1:0', { maxOutputTokens: 64_000, thinking: 'budget', sampling: true }],
  ['claude-opus-4-5', { maxOutputTokens: 64_000, thinking: 'budget' }],
  ['claude-sonnet-4-6', { maxOutputTokens: 128_000, thinking: 'either', sampling: true }],
  ['claude-opus-4-8', { thinking: 'adaptive', thinkingOff: 'disabled', sampling: false }],
  ['claude-sonnet-5', { thinking: 'adaptive', thinkingOff: 'disabled' }],
  ['claude-sonnet-5-5', { thinking: 'adaptive', thinkingOff: 'between_tools' }],
  ['claude-opus-5-5', { thinking: 'adaptive', thinkingOff: 'never' }],
  ['claude-next', { maxOutputTokens: 128_000, thinking: 'adaptive' }],
  ['some-model-of-a-proxy', { maxOutputTokens: 4096, thinking: 'budget', sampling: true }],
])('%s', ([name, rules]) => {
  expect(rulesFor(name)).toMatchObject(rules);
});
