import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderOpenApi } from '../generate/openapi.ts';

test('openapi/openapi.json is what "npm run generate" writes', async () => {
  const committed = await readFile(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8');
  expect(committed).toBe(await renderOpenApi());
}, 120_000);
