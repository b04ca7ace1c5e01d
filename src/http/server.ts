import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import type { Config } from '../config/config.js';
import { type Logger, nestLogger } from '../observability/logger.js';
import { requestIdOf } from '../observability/request-id.js';
import { ErrorFilter } from './error.filter.js';
import { addJsonBodyParser } from './json-body.parser.js';

/** Longer than any load balancer's own: the side that closes an idle connection first must not be us. */
const KEEP_ALIVE_MS = 75_000;
/** A client that dribbles its headers or body holds a socket no longer than this. */
const REQUEST_TIMEOUT_MS = 120_000;

/** The application, wired and ready to listen. */
export async function createServer(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: config.http.bodyLimitBytes,
    trustProxy: config.http.trustProxy,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: requestIdOf,
    // Nothing is logged by Fastify: one hand-built line per request costs a twentieth (docs/architecture.md).
    logger: false,
    routerOptions: { maxParamLength: 512 },
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, logger), adapter, {
    bodyParser: false,
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  addJsonBodyParser(fastify);
  await addPlugins(app, config);
  app.useGlobalFilters(app.get(ErrorFilter));
  return app;
}

/** gzip for ordinary answers (hijacked ones pass it by) and CORS where it is asked for; loaded only then. */
async function addPlugins(app: NestFastifyApplication, config: Config): Promise<void> {
  const { default: compress } = await import('@fastify/compress');
  await app.register(compress, { encodings: ['gzip'], threshold: 1024, globalDecompression: false });
  if (config.http.corsOrigins === null) return;
  const { default: cors } = await import('@fastify/cors');
  await app.register(cors, {
    origin: config.http.corsOrigins === true ? true : [...config.http.corsOrigins],
    exposedHeaders: [
      'x-request-id',
      'retry-after',
      'x-gateway-provider',
      'x-gateway-model',
      'x-gateway-dropped-params',
    ],
  });
}
