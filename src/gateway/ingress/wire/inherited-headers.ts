import type { FastifyReply } from 'fastify';
import type { FlatHeaders } from '../../pipeline/ingress-call.js';

const NONE: FlatHeaders = [];

/** Headers that hooks have set on a reply (CORS); a hijacked reply would lose them. */
export function inheritedHeaders(reply: FastifyReply): FlatHeaders {
  const headers = Object.entries(reply.getHeaders());
  if (headers.length === 0) return NONE;
  return headers.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
}
