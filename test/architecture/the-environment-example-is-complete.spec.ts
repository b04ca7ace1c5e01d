import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentSchema } from '../../src/config/environment.schema.ts';
import { ROOT } from './source-files.ts';

const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
/** `NAME=value`, or the same commented out, as a default is shown. */
const LINE = /^#? ?([A-Z][A-Z0-9_]*)=(.*)$/gm;

test('.env.example names every variable that the gateway reads, once, and no other', () => {
  const named = [...example.matchAll(LINE)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
});

test('copied as it is, it is a valid configuration', () => {
  const active = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=(.+)$/gm)].map(([, name, value]) => [name, value]);
  expect(environmentSchema.safeParse(Object.fromEntries(active)).error).toBeUndefined();
});
