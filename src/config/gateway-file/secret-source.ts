import { readFileSync, statSync } from 'node:fs';
import { Secret } from '../../kernel/secret.js';
import type { SecretReference } from '../../state/definition/secret-reference.js';

/** A file of a secret holds a key or a token, nothing larger. */
const LARGEST_FILE = 64 * 1024;

/** What stands in the referenced place, or why there is nothing. A file's last line end is not part of the secret. */
export function readSecret({ source, place }: SecretReference, environment: NodeJS.ProcessEnv): Secret | string {
  if (source === 'file') return secretOfFile(place);
  const value = environment[place];
  return value === undefined || value === '' ? `the environment variable ${place} is not set` : new Secret(value);
}

function secretOfFile(path: string): Secret | string {
  try {
    const stats = statSync(path);
    // Before it is opened: a pipe would be waited for.
    if (!stats.isFile()) return `${path} is not a file`;
    if (stats.size > LARGEST_FILE) return `the file ${path} is larger than ${LARGEST_FILE} bytes`;
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return text === '' ? `the file ${path} is empty` : new Secret(text);
  } catch (error) {
    return `the file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
}
