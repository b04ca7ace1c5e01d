import type { IncomingHttpHeaders } from 'node:http';

const BEARER = /^bearer +/i;
/** Google's clients may say their key in the URL; on any other path a key there would only end up in somebody's log. */
const PATHS_WITH_KEYS = '/v1beta/';

/** The key as the clients of the various dialects send it: a bearer token, their own header, or `?key=`. */
export function presentedKey({
  headers,
  url = '',
}: {
  headers: IncomingHttpHeaders;
  url?: string;
}): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined && BEARER.test(authorization)) return authorization.replace(BEARER, '').trim();
  const own = headers['x-api-key'] ?? headers['api-key'] ?? headers['x-goog-api-key'];
  if (typeof own === 'string') return own;
  return url.startsWith(PATHS_WITH_KEYS) ? keyIn(url) : undefined;
}

function keyIn(url: string): string | undefined {
  const query = url.indexOf('?');
  return query === -1 ? undefined : (new URLSearchParams(url.slice(query + 1)).get('key') ?? undefined);
}
