import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `openapi/openapi.json` beside package.json; this file runs from `dist/src/docs`. */
export function openApiFile(): string {
  return fileURLToPath(new URL('../../../openapi/openapi.json', import.meta.url));
}

export function swaggerUiDirectory(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}
