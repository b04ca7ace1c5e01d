import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Controller, Get, Header, Param, Redirect, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { GatewayError } from '../kernel/errors.js';
import { openApiFile, swaggerUiDirectory } from './locations.js';
import { swaggerPage } from './swagger-page.js';

/** Only what the page needs; a list, so that no path can lead elsewhere. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/**
 * Swagger UI over the generated OpenAPI document. The document is made at build time (`npm run generate`): loading the
 * generator costs more start-up time than everything else here together.
 */
@Controller()
export class DocsController {
  /** The OpenAPI 3 document of this gateway. */
  @Get('docs-json')
  @Header('content-type', 'application/json; charset=utf-8')
  document(): Promise<string> {
    return readFile(openApiFile(), 'utf8');
  }

  /** Swagger UI. */
  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return swaggerPage();
  }

  /** The same page under its other customary name. */
  @Get('docs/')
  @Redirect('/docs', 301)
  slash(): void {}

  /** A file of Swagger UI. */
  @Get('docs/:asset')
  asset(@Param('asset') asset: string, @Res({ passthrough: true }) reply: FastifyReply): StreamableFile {
    const type = ASSETS[asset];
    if (type === undefined || extname(asset) === '') throw new GatewayError('not_found', { resource: 'file' });
    void reply.header('cache-control', 'public, max-age=86400');
    return new StreamableFile(createReadStream(join(swaggerUiDirectory(), asset)), { type });
  }
}
