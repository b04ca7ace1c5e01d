import { z } from 'zod';
import { Secret } from '../../kernel/secret.js';

/** Where a secret is to be had. A definition never holds the secret itself, so that it may be shown and kept anywhere. */
export class SecretReference {
  constructor(
    readonly source: 'env' | 'file',
    /** Of the environment variable, or the file's absolute path. */
    readonly place: string,
  ) {}
}

const SPELLING = /^(?:(env):([A-Za-z_][A-Za-z0-9_]*)|(file):(\/.+))$/;
const HINT = 'must say where the secret is, as env:NAME or file:/path; a secret itself does not belong here';

export const secretReference = z.string({ error: HINT }).transform((text, context) => {
  const [, env, variable = '', file, path = ''] = SPELLING.exec(text) ?? [];
  if (env !== undefined) return new SecretReference('env', variable);
  if (file !== undefined) return new SecretReference('file', path);
  context.addIssue({ code: 'custom', message: HINT });
  return z.NEVER;
});

/** A definition with its secrets in the place of the references. */
export type Resolved<T> = T extends SecretReference
  ? Secret
  : T extends Secret
    ? T
    : { [Key in keyof T]: Resolved<T[Key]> };

/** The same definition with each reference replaced by what `reveal` finds there. */
export function resolveSecrets<T>(
  definition: T,
  reveal: (reference: SecretReference, path: readonly PropertyKey[]) => Secret,
): Resolved<T> {
  // One path for all of the way: most of what is passed is no reference, and a large file has a million places.
  const path: PropertyKey[] = [];
  const at = (key: PropertyKey, value: unknown): unknown => {
    path.push(key);
    const resolved = resolve(value);
    path.pop();
    return resolved;
  };
  const resolve = (value: unknown): unknown => {
    if (value instanceof SecretReference) return reveal(value, [...path]);
    if (Array.isArray(value)) return value.map((item, index) => at(index, item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, at(key, inner)]));
  };
  return resolve(definition) as Resolved<T>;
}
