import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The first directory that holds all of these programs, or null. `patterns` are globs that go before PATH: what PATH
 * finds may be a wrapper that cannot tell where its sister programs are.
 */
export function directoryWithPrograms(programs: readonly string[], patterns: readonly string[]): string | null {
  const newestFirst = (paths: string[]) => paths.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const candidates = [
    ...patterns.flatMap((pattern) => newestFirst(globSync(pattern))),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return candidates.find((directory) => programs.every((name) => isExecutable(join(directory, name)))) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
