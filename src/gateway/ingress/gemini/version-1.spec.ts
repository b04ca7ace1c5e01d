import { expect, it } from 'vitest';
import { withoutVersion1 } from './version-1.js';

const KEY = { 'x-goog-api-key': 'aig_1' };

it.for<[method: string, url: string, headers: Record<string, string>, served: string]>([
  ['POST', '/v1/models/m:generateContent?key=k', {}, '/v1beta/models/m:generateContent?key=k'],
  ['POST', '/v1/models/openai/m:streamGenerateContent', {}, '/v1beta/models/openai/m:streamGenerateContent'],
  ['GET', '/v1/models', KEY, '/v1beta/models'],
  ['GET', '/v1/models/m', KEY, '/v1beta/models/m'],
  ['GET', '/v1/models', {}, '/v1/models'],
  ['GET', '/v1/models/llama3:latest', {}, '/v1/models/llama3:latest'],
  ['POST', '/v1/chat/completions', KEY, '/v1/chat/completions'],
  ['POST', '/v1beta/models/m:generateContent', {}, '/v1beta/models/m:generateContent'],
])('%s %s', ([method, url, headers, served]) => {
  expect(withoutVersion1({ method, url, headers })).toBe(served);
});
