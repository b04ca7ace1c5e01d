import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentSchema } from '../../src/config/environment.schema.ts';

const ASSIGNMENT = /^(?:# )?([A-Z][A-Z0-9_]*)=/gm;

test('.env.example lists every variable that the schema reads, each once, and no other', async () => {
  const text = await readFile(join(import.meta.dirname, '../../.env.example'), 'utf8');
  const listed = [...text.matchAll(ASSIGNMENT)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
});
