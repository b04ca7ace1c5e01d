import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../config/package-root.js';

export function openApiFile(): string {
  return join(packageRoot(), 'openapi/openapi.json');
}

export function swaggerUiDirectory(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}
