import { expect, it } from 'vitest';
import { presentedKey } from './presented-key.js';

it.for<[string, Parameters<typeof presentedKey>[0], string | undefined]>([
  ['a bearer token', { headers: { authorization: 'Bearer  aig_1 ' } }, 'aig_1'],
  ['Anthropic’s header', { headers: { 'x-api-key': 'aig_2' } }, 'aig_2'],
  ['Azure’s header', { headers: { 'api-key': 'aig_3' } }, 'aig_3'],
  ['Google’s header', { headers: { 'x-goog-api-key': 'aig_4' } }, 'aig_4'],
  ['Google’s URL', { headers: {}, url: '/v1beta/models/m:generateContent?alt=sse&key=aig_5' }, 'aig_5'],
  ['any other URL', { headers: {}, url: '/v1/chat/completions?key=aig_7' }, undefined],
  ['a list of models', { headers: {}, url: '/v1/models?key=aig_8' }, undefined],
  ['nothing', { headers: {}, url: '/v1beta/models' }, undefined],
])('the key in %s', ([, request, key]) => {
  expect(presentedKey(request)).toBe(key);
});
