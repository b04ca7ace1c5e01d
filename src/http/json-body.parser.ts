import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GatewayError } from '../kernel/errors.js';

/** A request whose JSON body is there twice: as it came, and parsed. */
export interface RequestWithRawBody extends FastifyRequest {
  rawBody: Buffer;
}

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * One JSON.parse per request; the bytes are kept for forwarding. JSON.parse makes own properties of `__proto__` and
 * `constructor`, so they are harmless as long as nobody copies keys by assignment; admin DTOs refuse them as unknown.
 */
export function addJsonBodyParser(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    const raw = bytes.subarray(0, 3).equals(UTF8_BOM) ? bytes.subarray(3) : bytes;
    (request as RequestWithRawBody).rawBody = raw;
    let parsed: unknown;
    try {
      parsed = JSON.parse(raw.toString());
    } catch (error) {
      done(invalidJson(raw, error), undefined);
      return;
    }
    done(null, parsed);
  });
}

function invalidJson(raw: Buffer, error: unknown): GatewayError {
  const reason = raw.length === 0 ? 'it is empty' : error instanceof Error ? error.message.slice(0, 200) : 'unreadable';
  return new GatewayError('invalid_json', { reason });
}
