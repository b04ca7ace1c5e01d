import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { acceptsGzip } from '../gateway/ingress/wire/accepts-gzip.js';

/** Below this an answer costs more to compress than it saves. */
const FROM_BYTES = 1024;

/**
 * Compresses ordinary answers (JSON, metrics, documents) for clients that take gzip. Hijacked replies, the data plane's
 * own, never come here.
 */
export function addGzip(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const isWhole = typeof payload === 'string' || Buffer.isBuffer(payload);
    const isWorth = isWhole && payload.length >= FROM_BYTES && reply.getHeader('content-encoding') === undefined;
    if (!isWorth || !acceptsGzip(request.headers)) {
      done(null, payload);
      return;
    }
    gzip(payload, (error, packed) => {
      if (error) {
        done(null, payload);
        return;
      }
      void reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').removeHeader('content-length');
      done(null, packed);
    });
  });
}
