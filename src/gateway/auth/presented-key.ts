import type { IncomingHttpHeaders } from 'node:http';

const BEARER = /^bearer +/i;

/** The key as the clients of the various dialects send it: a bearer token, or their own header. */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined && BEARER.test(authorization)) return authorization.replace(BEARER, '').trim();
  const own = headers['x-api-key'] ?? headers['api-key'];
  return typeof own === 'string' ? own : undefined;
}
