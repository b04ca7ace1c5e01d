import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the output with one plain line that a machine can read: `N passed, N failed`, and `, N skipped` if any were.
 * It is written when the process exits, so that nothing comes after it.
 */
export default class SummaryLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const line = summaryLine(modules, unhandledErrors);
    process.once('exit', () => process.stdout.write(`${line}\n`));
  }
}

export function summaryLine(
  modules: readonly Pick<TestModule, 'children' | 'ok'>[],
  unhandledErrors: readonly unknown[],
): string {
  const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
  for (const module of modules) {
    const failedBefore = count.failed;
    for (const test of module.children.allTests()) count[test.result().state] += 1;
    // A file that cannot even be loaded has no tests that could fail.
    if (!module.ok() && count.failed === failedBefore) count.failed += 1;
  }
  const skipped = count.skipped + count.pending;
  return `${count.passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
