import type { IncomingMessage } from 'node:http';
import { newRequestId } from '../kernel/ids.js';

const SANE = /^[A-Za-z0-9._:-]{1,128}$/;

/** The client's own `x-request-id` where it is sane, else a new one. Returned always, and sent upstream. */
export function requestIdOf(message: Pick<IncomingMessage, 'headers'>): string {
  const given = message.headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) ? given : newRequestId();
}
