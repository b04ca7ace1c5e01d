import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with package.json, wherever the build put this file. Absolute. */
export function packageRoot(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error('package.json is missing beside the build');
    directory = parent;
  }
  return directory;
}
