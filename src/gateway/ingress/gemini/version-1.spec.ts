import { expect, it } from 'vitest';
import { withoutVersion1 } from './version-1.js';

const KEY = { 'x-goog-api-key': 'aig_1' };

it.for<[string, Record<string, string>, string]>([
  ['/v1/models/m:generateContent?key=k', {}, '/v1beta/models/m:generateContent?key=k'],
  ['/v1/models/openai/m:streamGenerateContent', {}, '/v1beta/models/openai/m:streamGenerateContent'],
  ['/v1/models', KEY, '/v1beta/models'],
  ['/v1/models/m', KEY, '/v1beta/models/m'],
  ['/v1/models', {}, '/v1/models'],
  ['/v1/models/llama3:8b-q4', {}, '/v1/models/llama3:8b-q4'],
  ['/v1/chat/completions', KEY, '/v1/chat/completions'],
  ['/v1beta/models/m:generateContent', {}, '/v1beta/models/m:generateContent'],
])('%s', ([url, headers, served]) => {
  expect(withoutVersion1({ url, headers })).toBe(served);
});
