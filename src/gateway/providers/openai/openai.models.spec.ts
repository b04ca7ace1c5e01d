import { expect, test } from 'vitest';
import { NO_QUIRKS } from '../quirks.js';
import { openAiAdapter } from './openai.adapter.js';
import { surfaceOf, takesEffort } from './openai.models.js';

test.each([
  ['gpt-4.1', 'chat-first'],
  ['gpt-4o-mini', 'chat-first'],
  ['gpt-5-chat-latest', 'chat-first'],
  ['gpt-5.2-chat-latest', 'chat-first'],
  ['o1-mini', 'chat-first'],
  ['gpt-5', 'responses-first'],
  ['gpt-5.1', 'responses-first'],
  ['gpt-5-nano-2025-08-07', 'responses-first'],
  ['o1', 'responses-first'],
  ['o4-mini', 'responses-first'],
  ['ft:o4-mini-2025-04-16:team::id', 'responses-first'],
  ['o3-pro-2025-06-10', 'responses-only'],
  ['gpt-5.1-codex-mini', 'responses-only'],
  ['codex-mini-latest', 'responses-only'],
  ['o4-mini-deep-research', 'responses-only'],
  ['computer-use-preview', 'responses-only'],
  ['gpt-5.5-pro-2026-04-23', 'responses-only'],
  ['gpt-5.6-cyber', 'responses-only'],
  ['gpt-daybreak-blue-latest', 'responses-only'],
] as const)('%s is %s', (model, surface) => {
  expect(surfaceOf(model)).toBe(surface);
});

test.each([
  ['gpt-4o-mini', false],
  ['ft:gpt-4.1-2025-04-14:team::id', false],
  ['gpt-5-chat-latest', false],
  ['gpt-5.6-sol', true],
  ['o3', true],
  ['a-model-of-tomorrow', true],
])('%s takes an effort: %s', (model, takes) => {
  expect(takesEffort(model)).toBe(takes);
});

test('a model that only speaks Responses is never asked in chat', () => {
  const instance = { name: 'openai', kind: 'openai', baseUrl: 'http://x', credentials: {}, quirks: NO_QUIRKS } as const;
  expect(openAiAdapter.formats(instance, 'gpt-5-pro')).not.toContain('openai-chat');
  expect(openAiAdapter.formats(instance, 'gpt-5')).toContain('openai-chat');
});
