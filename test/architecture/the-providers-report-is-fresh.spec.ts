import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderProvidersReport } from '../../src/gateway/providers/providers-report.ts';

test('docs/providers.md is what the registry and the catalogue say; run `npm run generate`', async () => {
  const committed = await readFile(join(import.meta.dirname, '../../docs/providers.md'), 'utf8');
  expect(committed).toBe(renderProvidersReport());
});
