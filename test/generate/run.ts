import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderOpenApi } from './openapi.ts';
import { renderPriceCatalogue } from './price-catalogue.ts';

const root = join(import.meta.dirname, '../..');

/** A module of the built sources: plain Node can run those as they are. `npm run generate` builds first. */
async function built<Module>(path: string): Promise<Module> {
  return (await import(join(root, 'dist/src', path))) as Module;
}

type FidelityReport = typeof import('../../src/gateway/protocols/fidelity-report.ts');
const { renderFidelityReport } = await built<FidelityReport>('gateway/protocols/fidelity-report.js');

type ProvidersReport = typeof import('../../src/gateway/providers/providers-report.ts');
const { renderProvidersReport } = await built<ProvidersReport>('gateway/providers/providers-report.js');

/** Every generated file of the repository. test/architecture proves that the committed ones are fresh. */
const generated: readonly (readonly [path: string, render: () => string | Promise<string>])[] = [
  ['docs/fidelity.md', renderFidelityReport],
  ['docs/providers.md', renderProvidersReport],
  ['openapi/openapi.json', renderOpenApi],
  ['prices/catalogue.json', renderPriceCatalogue],
];

for (const [path, render] of generated) {
  await writeFile(join(root, path), await render());
  console.log(`wrote ${path}`);
}
