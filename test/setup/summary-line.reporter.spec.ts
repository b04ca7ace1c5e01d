import type { TestModule } from 'vitest/node';
import { describe, expect, test } from 'vitest';
import { summaryLine } from './summary-line.reporter.ts';

type State = 'passed' | 'failed' | 'skipped' | 'pending';

function aModule(states: readonly State[], ok = !states.includes('failed')): Pick<TestModule, 'children' | 'ok'> {
  const tests = states.map((state) => ({ result: () => ({ state }) }));
  return { children: { allTests: () => tests }, ok: () => ok } as unknown as Pick<TestModule, 'children' | 'ok'>;
}

describe('the summary line', () => {
  test('counts tests over all files', () => {
    expect(summaryLine([aModule(['passed', 'failed']), aModule(['passed'])], [])).toBe('2 passed, 1 failed');
  });

  test('mentions skipped tests only where there are any', () => {
    expect(summaryLine([aModule(['passed', 'skipped', 'pending'])], [])).toBe('1 passed, 0 failed, 2 skipped');
  });

  test('counts a file that could not be loaded as a failure', () => {
    expect(summaryLine([aModule([], false)], [])).toBe('0 passed, 1 failed');
  });

  test('counts an unhandled error as a failure', () => {
    expect(summaryLine([aModule(['passed'])], [new Error('unhandled')])).toBe('1 passed, 1 failed');
  });
});
