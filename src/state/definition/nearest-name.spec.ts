import { expect, it } from 'vitest';
import { nearestNames } from './nearest-name.js';

const KEYS = ['model', 'picker', 'targets', 'timeouts', 'baseUrl', 'apiKey', 'kind', 'ttl'];

it.for([
  ['base_url', 'baseUrl'],
  ['BASEURL', 'baseUrl'],
  ['target', 'targets'],
  ['timeuots', 'timeouts'],
  ['modle', 'model'],
  ['api-key', 'apiKey'],
  ['kin', 'kind'],
  ['colour', undefined],
  ['x', undefined],
  ['', undefined],
  ['ab', undefined],
] as const)('%s: %s', ([name, nearest]) => {
  expect(nearestNames(name, KEYS)[0]).toBe(nearest);
});

it('the nearest comes first', () => {
  expect(nearestNames('targts', ['targets', 'target', 'budgets'])).toEqual(['targets', 'target']);
});

it('a name of a megabyte is compared in no time', () => {
  expect(nearestNames('x'.repeat(1_000_000), KEYS)).toEqual([]);
});
