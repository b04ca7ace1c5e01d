import type { TestModule } from 'vitest/node';
import { describe, expect, test } from 'vitest';
import { countTests, summaryLine } from './summary-line.reporter.ts';

type State = 'passed' | 'failed' | 'skipped' | 'pending';

function aModule(states: readonly State[], ok = !states.includes('failed')): Pick<TestModule, 'children' | 'ok'> {
  const tests = states.map((state) => ({ result: () => ({ state }) }));
  return { children: { allTests: () => tests }, ok: () => ok } as unknown as Pick<TestModule, 'children' | 'ok'>;
}

describe('counting', () => {
  test('goes over all files', () => {
    const counts = countTests([aModule(['passed', 'failed']), aModule(['passed', 'skipped', 'pending'])], []);
    expect(counts).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  test('takes a file that could not be loaded for a failure', () => {
    expect(countTests([aModule([], false)], [])).toMatchObject({ passed: 0, failed: 1 });
  });

  test('takes an unhandled error for a failure', () => {
    expect(countTests([aModule(['passed'])], [new Error('unhandled')])).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe('the line', () => {
  test('mentions skipped tests only where there are any', () => {
    expect(summaryLine({ passed: 2, failed: 0, skipped: 0 }, 0)).toBe('2 passed, 0 failed');
    expect(summaryLine({ passed: 2, failed: 1, skipped: 3 }, 1)).toBe('2 passed, 1 failed, 3 skipped');
  });

  test('never says "0 failed" for a run that failed', () => {
    expect(summaryLine({ passed: 0, failed: 0, skipped: 0 }, 1)).toBe('0 passed, 1 failed');
  });
});
