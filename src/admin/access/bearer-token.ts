import type { FastifyRequest } from 'fastify';

/** The token of an `Authorization: Bearer` header; `null` without one. The scheme is case-insensitive (RFC 9110, 11.1). */
export function bearerToken(request: Pick<FastifyRequest, 'headers'>): string | null {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
