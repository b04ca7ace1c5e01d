import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config/config.js';
import { FORM_TYPE, isForm, takesForms } from '../gateway/ingress/wire/form-routes.js';
import { rendererFor } from '../gateway/ingress/error-renderers.js';
import type { GatewayError } from '../kernel/errors.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { RequestMetrics } from '../observability/request-metrics.js';
import { catalogued } from './to-gateway-error.js';

/** Enough for every honest client that did not know the limit. */
const SWALLOWED_BEYOND_LIMIT = 64 * 1024 * 1024;

/**
 * Renders what goes wrong before or outside the pipeline, in the envelope of the path's dialect. Filters cost nothing on
 * requests that do not fail.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: RequestMetrics,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const path = pathOf(request.url);
    const bodyLimit = this.#bodyLimitOf(request);
    const error = catalogued(thrown, {
      method: request.method,
      path,
      requestId: request.id,
      contentType: request.headers['content-type'],
      bodyLimit,
      expectedType: takesForms(request) ? FORM_TYPE : 'application/json',
    });
    this.#report(error, request, path);
    if (reply.raw.headersSent || reply.raw.destroyed) {
      reply.raw.destroy();
      return;
    }
    if (error.code === 'body_too_large') swallowRest(request, reply, bodyLimit.bytes);
    const { status, body } = rendererFor(path)(error);
    void reply.header('x-gateway-error', error.code);
    if (error.retryAfterSeconds !== undefined) {
      void reply.header('retry-after', String(Math.max(1, Math.ceil(error.retryAfterSeconds))));
    }
    // A route may have announced another type before it failed.
    void reply.status(status).type('application/json; charset=utf-8').send(body);
  }

  #bodyLimitOf({ headers }: FastifyRequest): { bytes: number; setting: string } {
    const { bodyLimitBytes, uploadLimitBytes } = this.config.http;
    return isForm(headers['content-type'])
      ? { bytes: uploadLimitBytes, setting: 'UPLOAD_LIMIT_BYTES' }
      : { bytes: bodyLimitBytes, setting: 'BODY_LIMIT_BYTES' };
  }

  #report(error: GatewayError, request: FastifyRequest, path: string): void {
    this.metrics.rejected(error.status);
    const line = { request_id: request.id, method: request.method, path, status: error.status, error: error.code };
    if (error.code === 'internal_error') this.logger.error({ ...line, err: error.cause }, 'unexpected error');
    else this.logger[error.level](line, 'refused');
  }
}

/**
 * A client in the middle of its upload reads our answer only when it has finished; closing on it would show it a broken
 * pipe instead of the 413. So the rest is read and thrown away, up to as much again.
 */
function swallowRest(request: FastifyRequest, reply: FastifyReply, limitBytes: number): void {
  let swallowed = 0;
  request.raw.on('data', (chunk: Buffer) => {
    swallowed += chunk.length;
    if (swallowed > limitBytes + SWALLOWED_BEYOND_LIMIT) request.raw.destroy();
  });
  void reply.removeHeader('connection');
}

/** Query strings may carry keys (`?key=`); they are never logged. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
