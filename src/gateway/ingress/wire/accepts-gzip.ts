import type { IncomingHttpHeaders } from 'node:http';

/** Whether `accept-encoding` names gzip and does not rule it out with `q=0` (RFC 9110, 12.5.3). */
export function acceptsGzip(headers: IncomingHttpHeaders): boolean {
  const accepted = headers['accept-encoding'];
  if (typeof accepted !== 'string' || !accepted.includes('gzip')) return false;
  return !/gzip\s*;\s*q=0(\.0*)?\s*(,|$)/.test(accepted);
}
