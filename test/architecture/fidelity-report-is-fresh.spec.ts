import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderFidelityReport } from '../../src/gateway/protocols/fidelity-report.ts';

test('docs/fidelity.md is what the disposition tables say; run `npm run generate`', async () => {
  const committed = await readFile(join(import.meta.dirname, '../../docs/fidelity.md'), 'utf8');
  expect(committed).toBe(renderFidelityReport());
});
