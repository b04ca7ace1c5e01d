import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const root = join(import.meta.dirname, '../..');
const instrumented = join(root, 'node_modules/.cache/openapi');

/**
 * The OpenAPI document, from controllers, DTOs and their doc comments. The application is compiled once more with the
 * Swagger plugin, so that the shipped build carries nothing of it, and looked at without being started.
 */
export async function renderOpenApi(): Promise<string> {
  execFileSync(join(root, 'node_modules/.bin/nest'), ['build', '--config', 'test/generate/nest-cli.openapi.json'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const load = async <Module>(path: string) => (await import(join(instrumented, 'src', path))) as Module;
  type App = typeof import('../../src/app.module.ts');
  type Load = typeof import('../../src/config/load-config.ts');
  const { AppModule } = await load<App>('app.module.js');
  const { loadConfig } = await load<Load>('config/load-config.js');
  const config = loadConfig({ GATEWAY_SECRET: '0'.repeat(64) }, null);
  const module = AppModule.with(config, { info() {} } as never);
  const app = await NestFactory.create(module, new FastifyAdapter(), { preview: true, logger: false });
  const options = new DocumentBuilder()
    .setTitle('AI Gateway')
    .setDescription(
      "OpenAI's API to every vendor, and the control plane behind it. Errors have OpenAI's envelope everywhere.",
    )
    .setVersion(config.version)
    .addBearerAuth({ type: 'http', bearerFormat: 'aig_…', description: 'A gateway key' }, 'gateway-key')
    .addBearerAuth(
      { type: 'http', bearerFormat: 'aigs_…', description: 'A session token of POST /auth/login' },
      'session',
    )
    .build();
  const document = merge(SwaggerModule.createDocument(app, options), readParts());
  await app.close();
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What no class describes: bodies that are the vendors' own, and responses that are streams. */
function readParts(): unknown[] {
  const directory = join(root, 'openapi/parts');
  return readdirSync(directory)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as unknown);
}

function merge(document: OpenAPIObject, parts: readonly unknown[]): OpenAPIObject {
  return parts.reduce<OpenAPIObject>((merged, part) => deepMerge(merged, part) as OpenAPIObject, document);
}

function deepMerge(base: unknown, over: unknown): unknown {
  if (!isRecord(base) || !isRecord(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = deepMerge(base[key], value);
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
