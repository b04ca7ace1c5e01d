import type { Reporter, SerializedError, TestModule } from 'vitest/node';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Ends the output with one plain line that a machine can read: `N passed, N failed`, and `, N skipped` if any were.
 * It is written when the process exits, so that nothing comes after it.
 */
export default class SummaryLineReporter implements Reporter {
  #counts: Counts = { passed: 0, failed: 0, skipped: 0 };

  onInit(): void {
    process.once('exit', (exitCode) => process.stdout.write(`${summaryLine(this.#counts, exitCode)}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.#counts = countTests(modules, unhandledErrors);
  }
}

/** A run that fails before its first test (no database, say) must not read as one without failures. */
export function summaryLine({ passed, failed, skipped }: Counts, exitCode: number): string {
  const shown = exitCode !== 0 && failed === 0 ? 1 : failed;
  return `${passed} passed, ${shown} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

export function countTests(
  modules: readonly Pick<TestModule, 'children' | 'ok'>[],
  unhandledErrors: readonly unknown[],
): Counts {
  const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
  for (const module of modules) {
    const failedBefore = count.failed;
    for (const test of module.children.allTests()) count[test.result().state] += 1;
    // A file that cannot even be loaded has no tests that could fail.
    if (!module.ok() && count.failed === failedBefore) count.failed += 1;
  }
  return { passed: count.passed, failed: count.failed, skipped: count.skipped + count.pending };
}
