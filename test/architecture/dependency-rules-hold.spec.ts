import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const DEPCRUISE = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

interface Cruise {
  readonly summary: { readonly violations: readonly object[]; readonly totalCruised: number };
}

async function cruise(...paths: readonly string[]): Promise<Cruise['summary']> {
  const options = { cwd: ROOT, maxBuffer: 256 * 1024 * 1024 };
  const run = promisify(execFile)(process.execPath, [DEPCRUISE, '--output-type', 'json', ...paths], options);
  return (JSON.parse((await run).stdout) as Cruise).summary;
}

test('no import breaks a rule of .dependency-cruiser.cjs', async () => {
  const { violations, totalCruised } = await cruise('src');
  expect(violations).toEqual([]);
  expect(totalCruised).toBeGreaterThan(100);
});
