import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** A `gateway.yaml` that a test writes, and writes again. */
export class GatewayFile {
  readonly path = join(mkdtempSync(join(inject('scratchDirectory'), 'file-')), 'gateway.yaml');

  constructor(text: string) {
    this.write(text);
  }

  write(text: string): void {
    writeFileSync(this.path, text);
  }
}
