import { isoTime } from '../../kernel/iso-time.js';
import type { IngressCall } from './ingress-call.js';

/**
 * The request's time to the microsecond, ISO 8601 in UTC. With the request id it is a row's identity, and the id may be the
 * client's: one that sends the same id for every request must still be booked for each.
 */
export function startedAtOf({ receivedAt, startedAt }: Pick<IngressCall, 'receivedAt' | 'startedAt'>): string {
  const microseconds = Math.floor((startedAt % 1) * 1000);
  return `${isoTime(receivedAt).slice(0, -1)}${String(microseconds).padStart(3, '0')}Z`;
}
