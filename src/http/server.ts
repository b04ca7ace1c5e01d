import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import type { Config } from '../config/config.js';
import { withoutVersion1 } from '../gateway/ingress/gemini/version-1.js';
import { type Logger, nestLogger } from '../observability/logger.js';
import { requestIdOf } from '../observability/request-id.js';
import { ErrorFilter } from './error.filter.js';
import { answerUnreadable } from './unreadable-request.js';
import { addFormBodyParser } from './form-body.parser.js';
import { addGzip } from './gzip.hook.js';
import { addJsonBodyParser } from './json-body.parser.js';
import { addRequestId } from './request-id.hook.js';

/** Longer than any load balancer's own: the side that closes an idle connection first must not be us. */
const KEEP_ALIVE_MS = 75_000;
/** A client that dribbles its headers or body holds a socket no longer than this. */
const REQUEST_TIMEOUT_MS = 120_000;

/** What a browser's script may read of an answer. */
const EXPOSED_HEADERS = [
  'age',
  'retry-after',
  'x-gateway-affinity',
  'x-gateway-attempts',
  'x-gateway-cache',
  'x-gateway-dropped-content',
  'x-gateway-dropped-params',
  'x-gateway-error',
  'x-gateway-model',
  'x-gateway-provider',
  'x-gateway-token-count',
  'x-gateway-upstream-request-id',
  'x-ratelimit-limit-requests',
  'x-ratelimit-limit-tokens',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-requests',
  'x-ratelimit-reset-tokens',
  'x-request-id',
  'x-should-retry',
];

/** The application, wired and ready to listen. */
export async function createServer(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: config.http.bodyLimitBytes,
    trustProxy: config.http.trustProxy,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: requestIdOf,
    rewriteUrl: withoutVersion1,
    clientErrorHandler: answerUnreadable,
    // Nothing is logged by Fastify: one hand-built line per request costs a twentieth (docs/architecture.md).
    logger: false,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
    return503OnClosing: false,
    // No middleware here, so not its machinery either: 4 us a request.
    skipMiddie: true,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, logger), adapter, {
    bodyParser: false,
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  addJsonBodyParser(fastify);
  addFormBodyParser(fastify, config.http.uploadLimitBytes);
  addRequestId(fastify);
  addGzip(fastify);
  await enableCors(app, config.http.corsOrigins);
  app.useGlobalFilters(app.get(ErrorFilter));
  return app;
}

/** CORS, where it is asked for; loaded only then. */
async function enableCors(app: NestFastifyApplication, origins: Config['http']['corsOrigins']): Promise<void> {
  if (origins === null) return;
  const { default: cors } = await import('@fastify/cors');
  await app.register(cors, {
    origin: origins === true ? true : [...origins],
    exposedHeaders: EXPOSED_HEADERS,
  });
}
