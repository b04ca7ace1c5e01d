import { expect, test } from 'vitest';
import { onSubjectCore, parseCoreList } from './cores.ts';

test.each([
  ['0', [0]],
  ['0-3', [0, 1, 2, 3]],
  ['1,4-5,9', [1, 4, 5, 9]],
  ['', []],
])('the core list "%s" is %j', (list, cores) => {
  expect(parseCoreList(list)).toEqual(cores);
});

test('without a core of its own a command stays as it is', () => {
  const plan = { subject: null, others: null, description: '' };
  expect(onSubjectCore(plan, { command: 'node', args: ['x.js'] })).toEqual({ command: 'node', args: ['x.js'] });
});

test('with one it is started through taskset', () => {
  const plan = { subject: '3', others: '0,1', description: '' };
  expect(onSubjectCore(plan, { command: 'node', args: ['x.js'] })).toEqual({
    command: 'taskset',
    args: ['--cpu-list', '3', 'node', 'x.js'],
  });
});
